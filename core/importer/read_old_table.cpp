#include "core/importer/read_old_table.hpp"

#include "core/sql/quoting.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace fz::importer {
namespace {

/// How a tool's table is recognized and read. The query gives: version, checksum, 1 if it was
/// successful, 1 if everything up to it counts.
struct table_layout {
  tool from;
  std::string_view table;
  std::vector<std::string_view> columns;  ///< that only this tool's table has, all of them
  std::vector<std::string_view> absent;   ///< that it does not have
  std::string_view query;
};

const std::vector<table_layout>& layouts() {
  static const std::vector<table_layout> all = {
      {tool::dbmate,
       "schema_migrations",
       {"version"},
       {"dirty"},
       "SELECT CAST(version AS TEXT), '', 1, 0 FROM schema_migrations ORDER BY 1"},
      {tool::golang_migrate,
       "schema_migrations",
       {"version", "dirty"},
       {},
       "SELECT CAST(version AS TEXT), '', CASE WHEN dirty THEN 0 ELSE 1 END, 0 FROM "
       "schema_migrations"},
      {tool::goose,
       "goose_db_version",
       {"version_id", "is_applied"},
       {},
       "SELECT CAST(version_id AS TEXT), '', CASE WHEN is_applied THEN 1 ELSE 0 END, 0 FROM "
       "goose_db_version ORDER BY id"},
      {tool::flyway,
       "flyway_schema_history",
       {"installed_rank", "checksum"},
       {},
       "SELECT COALESCE(version, script), COALESCE(CAST(checksum AS TEXT), ''), CASE WHEN success "
       "THEN 1 ELSE 0 END, CASE WHEN type = 'BASELINE' THEN 1 WHEN type LIKE 'UNDO%' OR type = "
       "'DELETE' THEN 2 WHEN type = 'SCHEMA' THEN 3 WHEN version IS NULL THEN 4 ELSE 0 END FROM "
       "flyway_schema_history ORDER BY installed_rank"},
      {tool::diesel,
       "__diesel_schema_migrations",
       {"version", "run_on"},
       {},
       "SELECT CAST(version AS TEXT), '', 1, 0 FROM __diesel_schema_migrations ORDER BY 1"},
      {tool::sqlx,
       "_sqlx_migrations",
       {"version", "success", "checksum"},
       {},
       "SELECT CAST(version AS TEXT), lower({hex}), CASE WHEN success THEN 1 ELSE 0 END, 0 FROM "
       "_sqlx_migrations ORDER BY version"},
      {tool::sqitch,
       "changes",
       {"change_id", "planned_at", "project"},
       {},
       "SELECT change, project, 1, 0 FROM {schema}.changes ORDER BY planned_at, committed_at"}};
  return all;
}

const table_layout& layout_of(tool from) {
  const auto& all = layouts();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const table_layout& each) { return each.from == from; });
  return *found;
}

void replace(std::string& text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  if (at != text.npos) text.replace(at, what.size(), with);
}

/// The names of the table's columns; empty: there is no such table.
task<std::vector<std::string>> columns_of(connection& c, std::string table) {
  statement sql("SELECT name FROM pragma_table_info(" + string_literal(table) + ")");
  if (c.dialect() == dialect::postgresql) {
    sql.sql = "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(" +
              string_literal(table) + ") AND attnum > 0 AND NOT attisdropped";
  }
  std::vector<std::string> names;
  const std::vector<row> found = co_await c.query(std::move(sql));
  for (const row& each : found) names.push_back(to_string(each[0]));
  co_return names;
}

bool fits(const table_layout& layout, const std::vector<std::string>& columns) {
  const auto has = [&](std::string_view name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  };
  return std::all_of(layout.columns.begin(), layout.columns.end(), has) &&
         std::none_of(layout.absent.begin(), layout.absent.end(), has);
}

/// sqitch's own database, beside that of the project on SQLite.
std::filesystem::path registry_beside(const std::filesystem::path& database) {
  return database.parent_path() / "sqitch.db";
}

/// Where sqitch's tables are; "" if there are none.
task<std::string> sqitch_schema(connection& c, std::filesystem::path database) {
  if (c.dialect() == dialect::postgresql) co_return "sqitch";
  std::error_code ignored;
  const std::filesystem::path registry = registry_beside(database);
  if (database.empty() || !std::filesystem::exists(registry, ignored)) co_return "";
  statement question("SELECT count(*) FROM pragma_database_list WHERE name = 'sqitch'");
  const std::vector<row> attached = co_await c.query(std::move(question));
  if (to_string(attached.at(0)[0]) == "0") {
    statement attach("ATTACH " + string_literal(registry.string()) + " AS sqitch");
    co_await c.execute(std::move(attach));
  }
  co_return "sqitch";
}

task<bool> has_sqitch(connection& c, std::string schema) {
  if (schema.empty()) co_return false;
  if (c.dialect() == dialect::postgresql) {
    std::string table = "sqitch.changes";
    const auto columns = co_await columns_of(c, std::move(table));
    co_return fits(layout_of(tool::sqitch), columns);
  }
  statement sql("SELECT name FROM sqitch.sqlite_schema WHERE name = 'changes'");
  const std::vector<row> found = co_await c.query(std::move(sql));
  co_return !found.empty();
}

task<bool> has_table(connection& c, const table_layout& layout, std::filesystem::path database) {
  if (layout.from == tool::sqitch) {
    std::string schema = co_await sqitch_schema(c, std::move(database));
    co_return co_await has_sqitch(c, std::move(schema));
  }
  std::string table(layout.table);
  const std::vector<std::string> columns = co_await columns_of(c, std::move(table));
  co_return fits(layout, columns);
}

bool is_one(const value& v) { return to_string(v) == "1"; }

/// "sql/R__views.sql" as "R__views".
std::string stem_of(const std::string& script) {
  return std::filesystem::path(script).stem().string();
}

void forget(std::vector<applied_row>& rows, const std::string& version) {
  std::erase_if(rows, [&](const applied_row& each) { return each.version == version; });
}

/// The newest row of each repeatable script counts; what was undone does not.
void take_flyway(const row& r, old_state& state) {
  const std::string kind = to_string(r[3]);
  applied_row found{to_string(r[0]), to_string(r[1]), is_one(r[2]), kind == "1"};
  if (kind == "3") return;
  if (kind == "4") found.version = stem_of(found.version);
  if (kind == "2" || kind == "4") forget(state.applied, found.version);
  if (kind != "2") state.applied.push_back(std::move(found));
}

void take(const row& r, old_state& state) {
  applied_row found{to_string(r[0])};
  switch (state.from) {
    case tool::flyway:
      return take_flyway(r, state);
    case tool::goose:
      // The newest row of a version says whether it is applied; version 0 is always there.
      forget(state.applied, found.version);
      if (!is_one(r[2]) || found.version == "0") return;
      break;
    case tool::golang_migrate:
      state.is_dirty = !is_one(r[2]);
      break;
    case tool::sqlx:
      found.checksum = to_string(r[1]);
      found.is_successful = is_one(r[2]);
      break;
    default:
      break;
  }
  state.applied.push_back(std::move(found));
}

void refuse_several_projects(const std::vector<row>& rows) {
  for (const row& each : rows) {
    if (to_string(each[1]) == to_string(rows.front()[1])) continue;
    throw error(error_kind::check,
                fmt::format("sqitch keeps several projects in this database ({} and {}); they "
                            "cannot be told apart here.",
                            quote(to_string(rows.front()[1])), quote(to_string(each[1]))));
  }
}

}  // namespace

task<std::optional<old_state>> read_old_table(connection& c, tool from,
                                              std::filesystem::path database) {
  const table_layout& layout = layout_of(from);
  if (!co_await has_table(c, layout, database)) co_return std::nullopt;
  old_state state;
  state.from = from;
  state.table = from == tool::sqitch ? "sqitch.changes" : std::string(layout.table);
  state.is_position = from == tool::golang_migrate;
  std::string query(layout.query);
  replace(query, "{hex}",
          c.dialect() == dialect::postgresql ? "encode(checksum, 'hex')" : "hex(checksum)");
  replace(query, "{schema}", "sqitch");
  statement question(std::move(query));
  const std::vector<row> rows = co_await c.query(std::move(question));
  if (from == tool::sqitch) refuse_several_projects(rows);
  for (const row& each : rows) take(each, state);
  co_return state;
}

task<std::vector<tool>> find_old_tables(connection& c, std::filesystem::path database) {
  std::vector<tool> found;
  for (const table_layout& each : layouts()) {
    if (co_await has_table(c, each, database)) found.push_back(each.from);
  }
  co_return found;
}

std::string removal_of(const old_state& state, dialect d) {
  if (state.from != tool::sqitch) return "DROP TABLE " + state.table;
  return d == dialect::postgresql ? "DROP SCHEMA sqitch CASCADE" : "";
}

}  // namespace fz::importer
