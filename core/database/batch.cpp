#include "core/database/batch.hpp"

#include <fmt/format.h>

#include <utility>

namespace fz {

database_error wrong_number_of_rows(const batch::change& change) {
  database_error::details what;
  what.message = change.otherwise;
  if (change.otherwise.empty()) {
    what.message =
        fmt::format("A statement was to change {} rows and changed another number", change.rows);
    what.sql = change.sql.sql;
  }
  return database_error(std::move(what));
}

database_error does_not_hold(const batch::precondition& expected) {
  database_error::details what;
  what.message = expected.otherwise;
  return database_error(std::move(what));
}

database_error look_failed(const batch::precondition& expected, const database_error& refused) {
  const std::string& sqlstate = refused.what_happened().sqlstate;
  const bool is_about_table = refused.condition() == database_condition::undefined_table ||
                              (refused.condition() == database_condition::other &&
                               (sqlstate.empty() || sqlstate.starts_with("42")));
  return is_about_table ? does_not_hold(expected) : refused;
}

}  // namespace fz
