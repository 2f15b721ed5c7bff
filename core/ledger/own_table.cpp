#include "core/ledger/own_table.hpp"

#include "core/sql/quoting.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

namespace fz {
namespace {

/// Without a schema SQLite looks in all databases that are attached.
std::string question_of(const own_table& table, dialect d) {
  if (d == dialect::postgresql) {
    return fmt::format("(pg_catalog.to_regclass({}) IS NOT NULL)::int",
                       string_literal(table.qualified_name()));
  }
  std::string arguments = string_literal(table.name);
  if (!table.schema.empty()) arguments += ", " + string_literal(table.schema);
  return fmt::format("EXISTS (SELECT 1 FROM pragma_table_info({}))", arguments);
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
