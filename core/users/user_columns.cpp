#include "core/users/user_columns.hpp"

#include "core/sql/quoting.hpp"
#include "core/users/user_error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz {
namespace {

constexpr std::string_view columns_of_postgresql =
    "SELECT a.attname, lower(format_type(a.atttypid, NULL)), "
    "a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' "
    "FROM pg_catalog.pg_attribute a "
    "WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped "
    "ORDER BY a.attnum";

// A rowid fills in a primary key of the type INTEGER alone.
constexpr std::string_view columns_of_sqlite =
    "SELECT name, lower(type), hidden = 0 AND dflt_value IS NULL AND "
    "CASE WHEN pk = 0 THEN \"notnull\" "
    "ELSE upper(type) <> 'INTEGER' OR (SELECT count(*) FROM {0} WHERE pk > 0) > 1 END "
    "FROM {0} WHERE hidden <> 1 ORDER BY cid";

constexpr std::string_view indexes_of_postgresql =
    "SELECT c.relname, lower(pg_get_indexdef(i.indexrelid)) "
    "FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid "
    "WHERE i.indrelid = to_regclass($1) AND i.indisunique";

// An index that SQLite made for a UNIQUE constraint has no SQL text; it is known by its columns.
constexpr std::string_view indexes_of_sqlite =
    "SELECT i.name, lower(coalesce((SELECT substr(m.sql, instr(m.sql, '(')) FROM {1} m WHERE "
    "m.type = 'index' AND m.name = i.name), (SELECT group_concat(x.name) FROM "
    "pragma_index_info(i.name{2}) x), '')) FROM pragma_index_list({0}{2}) i WHERE i.\"unique\" = 1";

/// "'users', 'main'", the arguments of a table-valued pragma.
std::string pragma_arguments(const qualified_table& name) {
  if (name.schema.empty()) return string_literal(name.table);
  return string_literal(name.table) + ", " + string_literal(name.schema);
}

task<std::vector<row>> ask_postgresql(connection& c, std::string_view sql,
                                      const std::string& table) {
  return c.query(std::string(sql), {quote_qualified_name(table)});
}

task<std::vector<row>> ask_columns(connection& c, const std::string& table) {
  if (c.dialect() == dialect::postgresql) return ask_postgresql(c, columns_of_postgresql, table);
  const std::string arguments = pragma_arguments(split_qualified_name(table));
  return c.query(fmt::format(fmt::runtime(columns_of_sqlite),
                             fmt::format("pragma_table_xinfo({})", arguments)));
}

task<std::vector<row>> ask_indexes(connection& c, const std::string& table) {
  if (c.dialect() == dialect::postgresql) return ask_postgresql(c, indexes_of_postgresql, table);
  const qualified_table name = split_qualified_name(table);
  const std::string schema = name.schema.empty() ? "" : ", " + string_literal(name.schema);
  const std::string master =
      name.schema.empty() ? "sqlite_master" : quote_identifier(name.schema) + ".sqlite_master";
  return c.query(
      fmt::format(fmt::runtime(indexes_of_sqlite), string_literal(name.table), master, schema));
}

bool is_true(const value& v) {
  const auto* number = std::get_if<std::int64_t>(&v);
  return number != nullptr && *number != 0;
}

}  // namespace

qualified_table split_qualified_name(std::string_view name) {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return {{}, std::string(name)};
  return {std::string(name.substr(0, dot)), std::string(name.substr(dot + 1))};
}

task<std::vector<user_column>> read_user_columns(connection& c, const user_table_names& names) {
  const std::vector<row> rows = co_await ask_columns(c, names.table);
  std::vector<user_column> columns;
  for (const row& r : rows) {
    columns.push_back({to_string(r[0]), to_string(r[1]), is_true(r[2])});
  }
  if (columns.empty()) {
    throw users_table_missing(fmt::format("The database has no table {}.", quote(names.table)),
                              names.table);
  }
  co_return columns;
}

task<std::vector<unique_index>> read_unique_indexes(connection& c, const user_table_names& names) {
  const std::vector<row> rows = co_await ask_indexes(c, names.table);
  std::vector<unique_index> indexes;
  for (const row& r : rows) indexes.push_back({to_string(r[0]), to_string(r[1])});
  co_return indexes;
}

}  // namespace fz
