#pragma once

#include "core/sql/statement.hpp"
#include "core/util/error.hpp"

#include <exception>
#include <optional>
#include <string>

namespace fz {

/// What a database refused, as far as a caller must tell cases apart, the same for all dialects.
enum class database_condition {
  other,
  unique_violation,  ///< a unique constraint or primary key
  undefined_table,   ///< a table that does not exist
  no_database,       ///< the database does not exist
  locked,            ///< another connection held a lock for longer than was waited
  connection_lost,
};

/// An error that a database reported. `what()` names the place in the revision file, if the
/// statement came from one, and gives the database's own words; passwords in either are masked.
class database_error : public error {
 public:
  struct details {
    database_condition condition = database_condition::other;
    std::string message;      ///< the database's own words
    std::string explanation;  ///< further lines of its own, each after a line end: DETAIL, HINT
    std::string constraint;   ///< the constraint or index that was violated, if it is named
    std::string sqlstate;     ///< five characters, or empty where the database has none
    std::string sql;          ///< the statement, or empty
    source_position position;
  };

  explicit database_error(details what);

  const details& what_happened() const noexcept { return details_; }
  database_condition condition() const noexcept { return details_.condition; }

 private:
  details details_;
};

/// The database's error in `failure`; nothing if it is another one, or null.
std::optional<database_error> find_database_error(const std::exception_ptr& failure);

/// What the database refused; `other` if `failure` is not a database's error, or null.
database_condition condition_of(const std::exception_ptr& failure);

/// Where the byte `offset` of the statement's text is in its file.
source_position position_of(const statement& s, std::size_t offset);

}  // namespace fz
