#include "core/command/schema_show.hpp"

#include "core/command/schema_reader.hpp"
#include "core/runtime/database.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace fz::command {
namespace {

std::vector<relation> chosen(const database_schema& schema, const std::string& table) {
  if (table.empty()) return relations_in(schema, false);
  std::vector<relation> found = find_relations(schema, table);
  if (!found.empty()) return found;
  std::vector<std::string> names;
  for (const relation& each : relations_in(schema, true)) names.push_back(each.key.name);
  const std::string meant = nearest(table, names);
  throw error(error_kind::usage,
              fmt::format("There is no table or view {}.{}", quote(table),
                          meant.empty() ? "" : fmt::format(" Did you mean {}?", quote(meant))));
}

task<std::int64_t> number(connection& c, std::string question) {
  const std::vector<row> rows = co_await c.query(std::move(question));
  const value& first = rows.at(0)[0];
  const auto* found = std::get_if<std::int64_t>(&first);
  co_return found == nullptr ? 0 : *found;
}

/// What the server counted last; -1: nothing was counted yet.
std::string estimate_question(const object_key& table) {
  return fmt::format("SELECT reltuples::int8 FROM pg_class WHERE oid = {}::regclass",
                     string_literal(qualified_name(table)));
}

std::string size_question(const object_key& table, dialect d) {
  if (d == dialect::postgresql) {
    return fmt::format("SELECT pg_total_relation_size({}::regclass)",
                       string_literal(qualified_name(table)));
  }
  return fmt::format(
      "SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN"
      " (SELECT name FROM sqlite_schema WHERE tbl_name = {} COLLATE NOCASE)",
      string_literal(table.name));
}

task<table_amount> amount_of(connection& c, object_key table, bool rows, bool bytes) {
  table_amount amount;
  if (rows && c.dialect() == dialect::postgresql) {
    const std::int64_t guess = co_await number(c, estimate_question(table));
    if (guess >= 0) amount.rows = guess;
    amount.is_estimate = guess >= 0;
  }
  if (rows && !amount.rows) {
    amount.rows = co_await number(c, "SELECT count(*) FROM " + qualified_name(table));
  }
  if (bytes) amount.bytes = co_await number(c, size_question(table, c.dialect()));
  co_return amount;
}

task<> add_amounts(const context& ctx, const schema_show_request& request,
                   schema_show_report& report) {
  const auto engine =
      open_engine(request.source.url, access::look, ctx.config, ctx.pool, ctx.reporter);
  const pooled_connection connection = co_await engine->connect();
  for (const relation& each : report.relations) {
    const bool is_table = each.key.kind != object_kind::view;
    report.amounts.push_back(co_await amount_of(*connection, each.key, request.count_rows,
                                                request.measure_size && is_table));
  }
}

}  // namespace

task<schema_show_report> show_schema(const context& ctx, schema_show_request request) {
  const bool wants_amounts = request.count_rows || request.measure_size;
  if (wants_amounts && request.source.what != schema_source::kind::database) {
    throw error(error_kind::usage, "Rows and sizes can only be asked of a database.");
  }
  std::vector<schema_source> sources = {request.source};
  schema_reader reader(ctx, std::move(sources), request.scratch);
  schema_show_report report;
  report.schema = co_await reader.read(request.source);
  report.relations = chosen(report.schema, request.table);
  if (wants_amounts) co_await add_amounts(ctx, request, report);
  co_return report;
}

}  // namespace fz::command
