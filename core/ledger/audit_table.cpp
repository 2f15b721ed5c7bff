#include "core/ledger/audit_table.hpp"

#include "core/database/database_error.hpp"
#include "core/sql/quoting.hpp"

#include <fmt/format.h>

namespace fz {
namespace {

/// How a dialect says what the table needs. Times are kept as SQLite's own functions write them.
struct sqlite_words {
  static constexpr const char* now = "strftime('%Y-%m-%d %H:%M:%f', 'now')";
  static constexpr const char* ago = "strftime('%Y-%m-%d %H:%M:%f', 'now', '-{} seconds')";
  static constexpr const char* since_started =
      "max(0, CAST(round((julianday('now') - julianday(started)) * 86400000) AS INTEGER))";
  static constexpr const char* in_utc = "strftime('%Y-%m-%dT%H:%M:%fZ', started)";
};

struct postgresql_words {
  static constexpr const char* ago = "clock_timestamp() - interval '{} seconds'";
  /// The time between the moment at `{}` and now.
  static constexpr const char* since =
      "greatest(0, round(extract(epoch FROM clock_timestamp() - ({})) * 1000))";
  static constexpr const char* in_utc =
      "to_char(started AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";
  /// A variable of the transaction: a number, which no DateStyle changes.
  static constexpr const char* keep_start =
      "SELECT set_config('fz.step_started', extract(epoch FROM clock_timestamp())::text, true)";
  static constexpr const char* kept_start =
      "to_timestamp(current_setting('fz.step_started')::float8)";
};

std::string placeholder(dialect d, int number) {
  return d == dialect::sqlite ? "?" : fmt::format("${}", number);
}

/// The order in which rows are written.
constexpr std::string_view columns =
    "(revision, direction, started, duration, who, database_user, host, fz_version, sha256)";

/// Who logged in to the server.
std::string_view user_of(dialect d) { return d == dialect::sqlite ? "NULL" : "session_user"; }

value text_or_null(const std::string& text) {
  if (text.empty()) return null;
  return text;
}

std::string text_of(const row& r, std::string_view column) {
  return is_null(r[column]) ? "" : r.text(column);
}

audit_row row_of(const row& r) {
  return {{r.text("revision"), r.text("direction"), text_of(r, "sha256")},
          r.text("started_utc"),
          is_null(r["duration"]) ? std::nullopt : std::optional(r.integer("duration")),
          text_of(r, "who"),
          text_of(r, "database_user"),
          text_of(r, "host"),
          text_of(r, "fz_version")};
}

std::string seconds(std::chrono::milliseconds time) {
  return fmt::format("{:.3f}", static_cast<double>(time.count()) / 1000);
}

/// The rows, or nothing if the table does not exist.
task<std::optional<std::vector<row>>> rows_of(connection& c, statement query) {
  outcome<std::vector<row>> found;
  co_await found.capture(c.query(std::move(query)));
  if (condition_of(found.failure()) == database_condition::undefined_table) co_return std::nullopt;
  co_return found.take();
}

}  // namespace

audit_entry entry_of(const step& s, std::string sha256) {
  if (s.subject != nullptr) {
    return {s.subject->id, s.direction == direction::upgrade ? "upgrade" : "downgrade",
            std::move(sha256)};
  }
  return {s.to.empty() ? "base" : s.to.front(), "stamp", std::move(sha256)};
}

statement audit_table::creation(dialect d) const {
  const bool sqlite = d == dialect::sqlite;
  return fmt::format(
      "CREATE TABLE IF NOT EXISTS {} (\n"
      "\tid {}, \n"
      "\trevision TEXT NOT NULL, \n"
      "\tdirection TEXT NOT NULL, \n"
      "\tstarted {} NOT NULL, \n"
      "\tduration BIGINT, \n"
      "\twho TEXT, \n"
      "\tdatabase_user TEXT, \n"
      "\thost TEXT, \n"
      "\tfz_version TEXT NOT NULL, \n"
      "\tsha256 TEXT\n"
      ")",
      qualified_name(),
      sqlite ? "INTEGER PRIMARY KEY" : "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
      sqlite ? "TEXT" : "TIMESTAMPTZ");
}

/// `started` and `duration` are SQL.
statement audit_table::insertion(const audit_entry& entry, dialect d, const std::string& started,
                                 const std::string& duration) const {
  std::string sql = fmt::format("INSERT INTO {} {} VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {})",
                                qualified_name(), columns, placeholder(d, 1), placeholder(d, 2),
                                started, duration, placeholder(d, 3), user_of(d), placeholder(d, 4),
                                placeholder(d, 5), placeholder(d, 6));
  parameters values = {entry.revision,
                       entry.direction,
                       text_or_null(who_.user),
                       text_or_null(who_.host),
                       std::string(own_version()),
                       text_or_null(entry.sha256)};
  return {std::move(sql), std::move(values)};
}

std::string audit_table::literal_row(const audit_entry& entry, dialect d) const {
  const auto* now = d == dialect::sqlite ? sqlite_words::now : "now()";
  return fmt::format(
      "INSERT INTO {} {}\nVALUES ({}, {}, {}, NULL, NULL, {}, NULL, {}, {})", qualified_name(),
      columns, string_literal(entry.revision), string_literal(entry.direction), now, user_of(d),
      string_literal(own_version()), entry.sha256.empty() ? "NULL" : string_literal(entry.sha256));
}

void audit_table::record(batch& whole, const audit_entry& entry, dialect d,
                         std::chrono::milliseconds before) const {
  if (d == dialect::sqlite) {
    // Its clock does not move within a statement and knows no transaction, so the row is written
    // first, and its duration last. The write lock is held: the newest row is this one.
    using words = sqlite_words;
    const std::string began = fmt::format(fmt::runtime(words::ago), seconds(before));
    whole.preparation.push_back(insertion(entry, d, before.count() == 0 ? words::now : began, "0"));
    const std::string table = qualified_name();
    statement set_duration(
        fmt::format("UPDATE {} SET duration = {} WHERE id = (SELECT max(id) "
                    "FROM {})",
                    table, words::since_started, table));
    whole.changes.push_back({std::move(set_duration), 1});
    return;
  }
  using words = postgresql_words;
  std::string started = "now()";  // when the transaction began
  if (whole.how != batch::mode::transaction) {
    whole.preparation.emplace_back(words::keep_start);
    started = words::kept_start;
  }
  if (before.count() > 0) started += fmt::format(" - interval '{} seconds'", seconds(before));
  const std::string duration = fmt::format(fmt::runtime(words::since), started);
  whole.changes.push_back({insertion(entry, d, started, duration), 1});
}

batch::change audit_table::ended(const audit_entry& entry, std::chrono::milliseconds taken,
                                 dialect d) const {
  const auto* ago = d == dialect::sqlite ? sqlite_words::ago : postgresql_words::ago;
  const std::string started = fmt::format(fmt::runtime(ago), seconds(taken));
  return {insertion(entry, d, started, std::to_string(taken.count())), 1};
}

task<std::optional<std::vector<audit_row>>> audit_table::read(connection& c,
                                                              audit_selection wanted) const {
  const dialect d = c.dialect();
  std::string sql = fmt::format(
      "SELECT *, {} AS started_utc FROM {}",
      d == dialect::sqlite ? sqlite_words::in_utc : postgresql_words::in_utc, qualified_name());
  parameters values;
  if (!wanted.revision.empty()) {
    const char* given = d == dialect::sqlite ? "CAST(?1 AS TEXT)" : "CAST($1 AS TEXT)";
    sql += fmt::format(" WHERE substr(revision, 1, length({0})) = {0}", given);
    values.emplace_back(std::move(wanted.revision));
  }
  sql += " ORDER BY id DESC";
  if (wanted.limit) sql += fmt::format(" LIMIT {}", *wanted.limit);
  statement query(std::move(sql), std::move(values));
  const auto found = co_await rows_of(c, std::move(query));
  if (!found) co_return std::nullopt;
  std::vector<audit_row> rows;
  rows.reserve(found->size());
  for (const row& each : *found) rows.push_back(row_of(each));
  co_return rows;
}

task<std::map<std::string, std::string>> audit_table::digests(connection& c) const {
  const std::string table = qualified_name();
  statement query(
      fmt::format("SELECT revision, sha256 FROM {} WHERE id IN (SELECT max(id) FROM {} "
                  "GROUP BY revision) AND direction <> 'downgrade' AND sha256 IS NOT "
                  "NULL",
                  table, table));
  const auto found = co_await rows_of(c, std::move(query));
  std::map<std::string, std::string> digests;
  if (!found) co_return digests;
  for (const row& each : *found) digests[each.text("revision")] = each.text("sha256");
  co_return digests;
}

}  // namespace fz
