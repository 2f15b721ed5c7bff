#pragma once

#include "cmd/command_line.hpp"
#include "core/async/task.hpp"

#include <optional>
#include <string>

namespace fz::cmd {

/// Where a password comes from, as the command line says; nothing: from the person at the terminal.
struct password_source {
  bool from_stdin = false;
  std::optional<std::string> file = {};
  bool no_input = false;  ///< ask nobody: from FZ_PASSWORD in the environment
};

/// Declares --password-stdin, --password-file and --no-input, and the answer to --password.
void add_password_options(command& added, password_source& source);

/// Reads the password: the first line of stdin or of a file, FZ_PASSWORD, or what is typed twice,
/// hidden, at the terminal. Throws error(usage) if there are two sources or none, if stdin or the
/// file is a terminal, and what check_password() throws; error(file); error(users) if the two lines
/// typed differ.
task<std::string> read_password(password_source source);

}  // namespace fz::cmd
