#pragma once

#include <cstddef>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace fz::face {

/// What went wrong, as far as a program must tell cases apart.
enum class error_kind {
  usage,        ///< the caller asked for something that does not exist or makes no sense
  config,       ///< alembic.toml, .env, a variable or the database URL
  file,         ///< a file or folder cannot be read or written
  script,       ///< a revision file is broken
  revision,     ///< the revision graph or an identifier in it
  database,     ///< the database refused; see error::refused()
  users,        ///< an account rule: taken name, bad address, …
  check,        ///< a check found something
  lock,         ///< another process held the migration lock for too long
  timeout,      ///< an operation took longer than it was given
  interrupted,  ///< stopped by the host
};

/// What a database refused, the same for SQLite and PostgreSQL.
enum class database_condition {
  other,
  unique_violation,  ///< a unique constraint or primary key
  undefined_table,   ///< a table that does not exist
  no_database,       ///< the database does not exist
  locked,            ///< another connection held a lock for too long
  connection_lost,
};

/// A place in a text file; lines and columns count from 1, columns in bytes. Line 0: the file as
/// a whole.
struct source_position {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;

  bool operator==(const source_position&) const = default;
};

/// What a database says about a statement that it refused. Passwords are masked.
struct database_failure {
  database_condition condition = database_condition::other;
  std::string message;       ///< the database's own words
  std::string explanation;   ///< further lines of its own (DETAIL, HINT), or empty
  std::string constraint;    ///< the constraint or index that was violated, or empty
  std::string sqlstate;      ///< five characters; empty on SQLite
  std::string sql;           ///< the statement, or empty
  source_position position;  ///< where it is in its revision file; an empty file: not in one
};

/// The one exception of the library. `what()` is one or more full sentences for a person.
class error : public std::runtime_error {
 public:
  error(error_kind kind, const std::string& sentence, std::optional<database_failure> refused = {});

  error_kind kind() const noexcept { return kind_; }

  /// The database's answer; nothing: it was not the database that failed.
  const std::optional<database_failure>& refused() const noexcept { return refused_; }

 private:
  friend struct inside;

  error_kind kind_;
  std::optional<database_failure> refused_;
  std::exception_ptr origin_;  // as the library's own code threw it
};

/// An account with that name or address exists.
class user_exists : public error {
 public:
  enum class field { username, email };

  user_exists(field taken, const std::string& sentence);

  field taken() const noexcept { return taken_; }

 private:
  field taken_;
};

}  // namespace fz::face
