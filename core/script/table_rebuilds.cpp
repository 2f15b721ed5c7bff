#include "core/script/table_rebuilds.hpp"

#include "core/schema/sqlite/table_text.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <string>

namespace fz {
namespace {

error at(const source_position& position, const std::string& sentence) {
  return error_at(error_kind::script, position, sentence);
}

}  // namespace

void check_rebuild(const rebuild_line& line, const statement& s, const section_kind& section) {
  if (section.dialect != dialect::sqlite) {
    throw at(line.position,
             "`-- fz:rebuild` is for SQLite only; PostgreSQL changes a table with ALTER TABLE. A "
             "section `-- fz:upgrade sqlite` keeps it for SQLite.");
  }
  if (!section.transactional) {
    throw at(line.position,
             "A table is rebuilt in a transaction, so the section must not have transaction=off.");
  }
  if (line.table.empty()) {
    throw at(line.position, "`-- fz:rebuild` names no table; it is written -- fz:rebuild TABLE.");
  }
  sqlite::table_text table;
  try {
    table = sqlite::read_table(s.sql);
  } catch (const error& e) {
    throw at(s.position, fmt::format("After `-- fz:rebuild {}` comes the CREATE TABLE that says "
                                     "how the table is to be. {}",
                                     printable(line.table), e.what()));
  }
  if (to_lower(table.name) != to_lower(line.table) || table.temporary) {
    throw at(s.position, fmt::format("This makes the {}table {}, but `-- fz:rebuild` names {}.",
                                     table.temporary ? "temporary " : "", quote(table.name),
                                     quote(line.table)));
  }
}

error without_table(const rebuild_line& line) {
  return at(line.position, fmt::format("After `-- fz:rebuild {}` comes the CREATE TABLE that says "
                                       "how the table is to be, and there is none.",
                                       printable(line.table)));
}

}  // namespace fz
