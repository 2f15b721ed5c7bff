#include "core/ledger/version_table.hpp"

#include "core/database/database_error.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz {
namespace {

/// The statement for a change; `to` and `from` are its rows: literals or placeholders.
std::string change_text(row_change::kind what, const std::string& table, std::string_view to,
                        std::string_view from) {
  switch (what) {
    case row_change::kind::insert:
      return fmt::format("INSERT INTO {} (version_num) VALUES ({})", table, to);
    case row_change::kind::update:
      return fmt::format("UPDATE {} SET version_num={} WHERE version_num = {}", table, to, from);
    case row_change::kind::remove:
      break;
  }
  return fmt::format("DELETE FROM {} WHERE version_num = {}", table, from);
}

batch::change change_of(const row_change& change, const std::string& table, dialect d) {
  const std::string_view first = d == dialect::sqlite ? "?" : "$1";
  const std::string_view second = d == dialect::sqlite ? "?" : "$2";
  switch (change.what) {
    case row_change::kind::insert:
      return {{change_text(change.what, table, first, ""), {change.to}}, 1};
    case row_change::kind::update:
      return {{change_text(change.what, table, first, second), {change.to, change.from}}, 1};
    case row_change::kind::remove:
      break;
  }
  return {{change_text(change.what, table, "", first), {change.from}}, 1};
}

}  // namespace

std::string version_table::selection() const {
  return fmt::format("SELECT version_num FROM {}", qualified_name());
}

task<std::optional<std::vector<std::string>>> version_table::read(connection& c) const {
  outcome<std::vector<row>> found;
  co_await found.capture(c.query(question()));
  co_return rows_of(std::move(found));
}

std::optional<std::vector<std::string>> version_table::rows_of(outcome<std::vector<row>> given) {
  if (condition_of(given.failure()) == database_condition::undefined_table) return std::nullopt;
  std::vector<std::string> rows;
  for (const row& r : given.take()) rows.push_back(r.text("version_num"));
  std::sort(rows.begin(), rows.end());
  return rows;
}

statement version_table::creation() const {
  // To the letter what Alembic makes, white space included.
  return statement(
      fmt::format("CREATE TABLE IF NOT EXISTS {} (\n"
                  "\tversion_num VARCHAR(32) NOT NULL, \n"
                  "\tCONSTRAINT {} PRIMARY KEY (version_num)\n"
                  ")",
                  qualified_name(), quote_identifier(name() + "_pkc")));
}

std::vector<statement> version_table::creation_with_schema(dialect d) const {
  std::vector<statement> statements;
  if (d == dialect::postgresql && !schema().empty()) {
    // CREATE SCHEMA IF NOT EXISTS would need its privilege where the schema is there, too.
    statements.emplace_back(
        "DO " + dollar_quoted(fmt::format("BEGIN\n"
                                          "  IF pg_catalog.to_regnamespace({}) IS NULL THEN\n"
                                          "    CREATE SCHEMA {};\n"
                                          "  END IF;\n"
                                          "END",
                                          string_literal(quote_identifier(schema())),
                                          quote_identifier(schema()))));
  }
  statements.push_back(creation());
  return statements;
}

batch::precondition version_table::unchanged(std::vector<std::string> rows, dialect d) const {
  // By bytes, as the rows are sorted here, whatever the collation of the database.
  const char* order =
      d == dialect::sqlite ? " ORDER BY version_num" : " ORDER BY version_num COLLATE \"C\"";
  return {
      statement(selection() + order), std::move(rows),
      fmt::format("The statements have changed or dropped the table {}, in which fz alone keeps "
                  "the revisions that are applied. Leave that out; what drops the table's "
                  "schema drops the table, too",
                  printable(name()))};
}

std::vector<batch::change> version_table::changes(const std::vector<row_change>& changes,
                                                  dialect d) const {
  std::vector<batch::change> statements;
  statements.reserve(changes.size());
  for (const row_change& each : changes) {
    statements.push_back(change_of(each, qualified_name(), d));
  }
  return statements;
}

std::vector<std::string> version_table::literal_changes(
    const std::vector<row_change>& changes) const {
  std::vector<std::string> statements;
  statements.reserve(changes.size());
  for (const row_change& each : changes) {
    statements.push_back(change_text(each.what, qualified_name(), string_literal(each.to),
                                     string_literal(each.from)));
  }
  return statements;
}

}  // namespace fz
