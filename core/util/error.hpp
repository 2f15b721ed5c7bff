#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace fz {

/// What went wrong, as far as a caller must tell cases apart; `cmd` maps each to an exit code.
enum class error_kind {
  usage,        ///< the command line asks for something that does not exist or makes no sense
  config,       ///< alembic.toml, .env, the environment or the database URL
  file,         ///< a file or folder cannot be read or written
  script,       ///< a revision file is broken
  revision,     ///< the revision graph or an identifier in it
  database,     ///< the database refused (see database_error)
  users,        ///< an account rule: taken name, bad email, …
  check,        ///< a check found something: pending revisions, not at head
  lock,         ///< another process held the lock for too long
  timeout,      ///< an operation took longer than it was given
  interrupted,  ///< cancelled by the user
};

/// What can be done about an error. Core names no command and no flag; the program that shows the
/// error words the advice.
struct remedy {
  enum class action {
    none,
    wait_longer_for_lock,       ///< for the migration lock, or for the lock of a whole database
    wait_longer_in_statements,  ///< for locks that single statements need
    wait_for_server,            ///< it is still starting
    finish_revision,            ///< a step was stopped half-way
    finish_or_give_up,          ///< the same, where the version table was to be set
    say_what_a_statement_did,   ///< it was interrupted, and the database does not tell
    look_again,                 ///< where the database is now
    list_revisions,
    correct_version_table,  ///< a row that no file explains
    initialize_project,
    configure_url,
    apply_revisions,
    accept_files,  ///< what they say now counts as what was applied
    create_users_table,
    allow_branching,      ///< a revision after one that is not a head
    name_version_folder,  ///< there are several
  };

  action what = action::none;
  std::vector<std::string> subjects = {};
};

/// The one exception type of fz. `what()` is one or more full sentences for the person at the
/// terminal; further lines are hints. Untrusted text inside it is already made printable.
class error : public std::runtime_error {
 public:
  error(error_kind kind, const std::string& sentence, fz::remedy what_helps = {})
      : std::runtime_error(sentence), kind_(kind), remedy_(std::move(what_helps)) {}

  error_kind kind() const noexcept { return kind_; }
  const fz::remedy& remedy() const noexcept { return remedy_; }

 private:
  error_kind kind_;
  fz::remedy remedy_;
};

/// A place in a text file; lines and columns count from 1, columns in bytes. Line 0: the file as
/// a whole.
struct source_position {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;

  bool operator==(const source_position&) const = default;
};

/// "file:line:column", without the parts that are 0.
std::string to_string(const source_position& position);

/// An error whose sentence begins with the position: "file:line:column: sentence".
error error_at(error_kind kind, const source_position& position, const std::string& sentence,
               remedy what_helps = {});

}  // namespace fz
