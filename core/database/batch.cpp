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

}  // namespace fz
