#pragma once

#include "cmd/command_line.hpp"
#include "core/async/task.hpp"
#include "core/command/create_user.hpp"
#include "core/users/account_rules.hpp"

#include <optional>
#include <string>

namespace fz::cmd {

/// Where a password comes from, as the command line says; nothing: from the person at the terminal.
struct password_source {
  bool from_stdin = false;
  std::optional<std::string> file = {};
  bool no_input = false;  ///< do not ask: from FZ_PASSWORD in the environment
  bool generate = false;
  std::optional<std::string> hash = {};  ///< instead of a password
};

/// Declares --password-stdin, --password-file and --no-input, and the answer to --password.
void add_password_options(command_spec& added, password_source& source);

/// Declares --generate and --hash, for commands that give an account a password.
void add_new_password_options(command_spec& added, password_source& source);

/// A new password or hash, and the password to print if it was made here.
struct read_secret {
  command::new_secret secret;
  std::string generated = {};
};

/// Reads the secret for an account: the first line of stdin or of a file, FZ_PASSWORD, a ready
/// hash, a generated password, or what is typed twice, hidden, at the terminal. One line end does
/// not count, nor does a byte order mark. Throws error(usage) if there are two sources or none, if
/// stdin or the file is a terminal, or if the rules refuse the password; error(file); error(users)
/// if the two lines typed differ.
task<read_secret> read_new_secret(password_source source, account_rules rules);

/// The same for a password that an account has already: typed once, and no rule applies.
task<std::string> read_password(password_source source);

}  // namespace fz::cmd
