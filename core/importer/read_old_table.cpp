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
  std::vector<std::string_view> columns;  ///< that only this tool's table has, all of them
  std::vector<std::string_view> absent;   ///< that it does not have
  std::string_view query;
  /// What the table is called, if not as usual_table_of() says.
  std::string_view usual_name = {};
  bool has_no_other_columns = false;
  bool is_position = false;  ///< one row, which says how far the database is
};

std::string_view name_of(const table_layout& layout) {
  return layout.usual_name.empty() ? usual_table_of(layout.from) : layout.usual_name;
}

constexpr std::string_view flyway_query =
    "SELECT COALESCE(version, script), COALESCE(CAST(checksum AS TEXT), ''), CASE WHEN success "
    "THEN 1 ELSE 0 END, CASE WHEN type LIKE '%BASELINE' THEN 1 WHEN type LIKE 'UNDO%' OR type "
    "= 'DELETE' THEN 2 WHEN type = 'SCHEMA' THEN 3 WHEN version IS NULL THEN 4 ELSE 0 END FROM "
    "{table} ORDER BY installed_rank";

const std::vector<table_layout>& layouts() {
  static const std::vector<table_layout> all = {
      {tool::dbmate,
       {"version"},
       {"dirty"},
       "SELECT CAST(version AS TEXT), '', 1, 0 FROM {table} ORDER BY 1",
       {},
       true},
      {tool::golang_migrate,
       {"version", "dirty"},
       {},
       "SELECT CAST(version AS TEXT), '', CASE WHEN dirty THEN 0 ELSE 1 END, 0 FROM {table}",
       {},
       false,
       true},
      // morph, which reads the same files.
      {tool::golang_migrate,
       {"version", "name"},
       {},
       "SELECT CAST(version AS TEXT), '', 1, 0 FROM {table} ORDER BY version",
       "db_migrations",
       true},
      {tool::goose,
       {"version_id", "is_applied"},
       {},
       "SELECT CAST(version_id AS TEXT), '', CASE WHEN is_applied THEN 1 ELSE 0 END, 0 FROM "
       "{table} ORDER BY id"},
      {tool::flyway, {"installed_rank", "checksum"}, {}, flyway_query},
      // What its first versions made.
      {tool::flyway, {"installed_rank", "checksum"}, {}, flyway_query, "schema_version"},
      {tool::diesel,
       {"version", "run_on"},
       {},
       "SELECT CAST(version AS TEXT), '', 1, 0 FROM {table} ORDER BY 1"},
      {tool::sqlx,
       {"version", "success", "checksum", "execution_time"},
       {},
       "SELECT CAST(version AS TEXT), lower({hex}), CASE WHEN success THEN 1 ELSE 0 END, 0 FROM "
       "{table} ORDER BY version"},
      {tool::sqitch,
       {"change_id", "planned_at", "project"},
       {},
       "SELECT change, project, 1, 0 FROM {table} ORDER BY planned_at, committed_at"}};
  return all;
}

std::vector<const table_layout*> layouts_of(tool from) {
  std::vector<const table_layout*> all;
  for (const table_layout& each : layouts()) {
    if (each.from == from) all.push_back(&each);
  }
  return all;
}

void replace(std::string& text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  if (at != text.npos) text.replace(at, what.size(), with);
}

/// The parts of a name: `audit.versions`, `"my.schema".versions`.
std::vector<std::string> parts_of(std::string_view name) {
  std::vector<std::string> parts(1);
  bool quoted = false;
  for (const char c : name) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == '.' && !quoted) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::string as_sql(const std::vector<std::string>& parts) {
  std::vector<std::string> quoted;
  for (const std::string& each : parts) quoted.push_back(quote_identifier(each));
  return join(quoted, ".");
}

/// The names of the table's columns; empty: there is no such table.
task<std::vector<std::string>> columns_of(connection& c, std::vector<std::string> table) {
  std::string name = string_literal(table.back());
  if (table.size() > 1) name += ", " + string_literal(table.front());
  statement sql("SELECT name FROM pragma_table_info(" + name + ")");
  if (c.dialect() == dialect::postgresql) {
    sql.sql = "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(" +
              string_literal(as_sql(table)) + ") AND attnum > 0 AND NOT attisdropped";
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
  if (layout.has_no_other_columns && columns.size() != layout.columns.size()) return false;
  return std::all_of(layout.columns.begin(), layout.columns.end(), has) &&
         std::none_of(layout.absent.begin(), layout.absent.end(), has);
}

/// Makes sqitch's own database on SQLite known as the schema `sqitch`. False: it is not there.
task<bool> attach_registry(connection& c, std::filesystem::path registry) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(registry, ignored)) co_return false;
  statement question("SELECT count(*) FROM pragma_database_list WHERE name = 'sqitch'");
  const std::vector<row> attached = co_await c.query(std::move(question));
  if (to_string(attached.at(0)[0]) != "0") co_return true;
  statement attach("ATTACH " + string_literal(registry.string()) + " AS sqitch");
  co_await c.execute(std::move(attach));
  co_return true;
}

/// What the table may be called.
std::vector<std::vector<std::string>> names_of(const table_layout& layout,
                                               const std::string& wanted) {
  std::vector<std::vector<std::string>> names;
  names.push_back(parts_of(wanted.empty() ? name_of(layout) : wanted));
  // Where the tool does not put it in quotes, the server makes small letters of it.
  if (to_lower(wanted) != wanted) names.push_back(parts_of(to_lower(wanted)));
  return names;
}

struct found_table {
  std::vector<std::string> name = {};  ///< its parts; empty: it is not there
  const table_layout* layout = nullptr;
};

task<found_table> find_table(connection& c, const table_layout& layout, old_table_request request) {
  for (std::vector<std::string> name : names_of(layout, request.table)) {
    if (request.from == tool::sqitch && c.dialect() == dialect::sqlite) {
      if (request.database.empty()) continue;
      std::filesystem::path registry = sqitch_registry(request.database, name.front());
      if (!co_await attach_registry(c, std::move(registry))) continue;
      name = {"sqitch"};
    }
    if (request.from == tool::sqitch) name = {name.front(), "changes"};
    std::vector<std::string> asked = name;
    const std::vector<std::string> columns = co_await columns_of(c, std::move(asked));
    if (fits(layout, columns)) co_return found_table{name, &layout};
  }
  co_return found_table();
}

/// Whatever the tool's versions make of it.
task<found_table> find_table(connection& c, old_table_request request) {
  for (const table_layout* each : layouts_of(request.from)) {
    old_table_request copy = request;
    found_table found = co_await find_table(c, *each, std::move(copy));
    if (found.layout != nullptr) co_return found;
  }
  co_return found_table();
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
    case tool::sqitch:
      found.version = to_string(r[1]) + ":" + found.version;
      break;
    default:
      break;
  }
  state.applied.push_back(std::move(found));
}

}  // namespace

task<std::optional<old_state>> read_old_table(connection& c, old_table_request request) {
  const tool from = request.from;
  const found_table found = co_await find_table(c, std::move(request));
  if (found.layout == nullptr) co_return std::nullopt;
  old_state state;
  state.from = from;
  state.table = join(found.name, ".");
  state.table_sql = as_sql(found.name);
  state.is_position = found.layout->is_position;
  std::string query(found.layout->query);
  replace(query, "{hex}",
          c.dialect() == dialect::postgresql ? "encode(checksum, 'hex')" : "hex(checksum)");
  replace(query, "{table}", state.table_sql);
  statement question(std::move(query));
  const std::vector<row> rows = co_await c.query(std::move(question));
  for (const row& each : rows) take(each, state);
  co_return state;
}

task<std::vector<tool>> find_old_tables(connection& c, std::filesystem::path database) {
  std::vector<tool> found;
  for (const tool each : all_tools) {
    old_table_request request{each, {}, database};
    const found_table table = co_await find_table(c, std::move(request));
    if (table.layout != nullptr) found.push_back(each);
  }
  co_return found;
}

task<std::vector<std::string>> find_tables_like(connection& c, tool from) {
  std::vector<std::string> found;
  if (from == tool::sqitch || from == tool::alembic) co_return found;
  statement all("SELECT '', name FROM sqlite_schema WHERE type = 'table' ORDER BY 2");
  if (c.dialect() == dialect::postgresql) {
    all.sql =
        "SELECT nspname::text, relname::text FROM pg_class JOIN pg_namespace n ON n.oid = "
        "relnamespace WHERE relkind IN ('r', 'p') AND nspname NOT IN ('pg_catalog', "
        "'information_schema') AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid "
        "AND attname = '" +
        std::string(layouts_of(from).front()->columns.front()) +
        "' AND NOT attisdropped) ORDER BY 1, 2";
  }
  const std::vector<row> tables = co_await c.query(std::move(all));
  for (const row& each : tables) {
    std::vector<std::string> name = {to_string(each[0]), to_string(each[1])};
    if (name.front().empty()) name.erase(name.begin());
    const std::string shown = as_sql(name);
    const std::vector<std::string> columns = co_await columns_of(c, std::move(name));
    const auto may_be = [&](const table_layout* layout) { return fits(*layout, columns); };
    const std::vector<const table_layout*> known = layouts_of(from);
    if (std::any_of(known.begin(), known.end(), may_be)) found.push_back(shown);
  }
  co_return found;
}

std::string removal_of(const old_state& state, dialect d) {
  if (state.from != tool::sqitch) return "DROP TABLE " + state.table_sql;
  const std::string schema = state.table_sql.substr(0, state.table_sql.rfind('.'));
  return d == dialect::postgresql ? "DROP SCHEMA " + schema + " CASCADE" : "";
}

/// As sqitch makes its path: beside the database, with the same ending unless it has one.
std::filesystem::path sqitch_registry(const std::filesystem::path& database,
                                      const std::string& registry) {
  std::filesystem::path named(registry);
  if (named.is_absolute()) return named;
  const std::string file = database.filename().string();
  const std::size_t point = file.find('.');
  const bool has_ending = registry.find('.') != registry.npos || point == file.npos;
  return database.parent_path() / (registry + (has_ending ? "" : file.substr(point)));
}

}  // namespace fz::importer
