#include "core/ledger/own_table.hpp"

#include "core/sql/quoting.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

namespace fz {
namespace {

/// SQLite's table_info() fails for a database that is not attached, and table_list() reads every
/// view. Without a schema both look in all databases.
std::string question_of(const own_table& table, dialect d) {
  if (d == dialect::postgresql) {
    return fmt::format("(pg_catalog.to_regclass({}) IS NOT NULL)::int",
                       string_literal(table.qualified_name()));
  }
  const std::string name = string_literal(table.name);
  if (table.schema.empty()) {
    return fmt::format("EXISTS (SELECT 1 FROM pragma_table_info({}))", name);
  }
  return fmt::format(
      "EXISTS (SELECT 1 FROM pragma_table_list({}) WHERE schema = {} COLLATE NOCASE)", name,
      string_literal(table.schema));
}

}  // namespace

std::string own_table::qualified_name() const {
  const std::string quoted = quote_identifier(name);
  return schema.empty() ? quoted : quote_identifier(schema) + "." + quoted;
}

statement existence_of(const std::vector<own_table>& tables, dialect d) {
  std::string sql = "SELECT";
  for (std::size_t i = 0; i < tables.size(); ++i) {
    sql += (i == 0 ? " " : ", ") + question_of(tables[i], d);
  }
  return statement(std::move(sql));
}

bool is_there(const row& given, std::size_t index) {
  return given[index] == value(std::int64_t{1});
}

}  // namespace fz
