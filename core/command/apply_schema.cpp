#include "core/command/apply_schema.hpp"

#include "core/command/schema_reader.hpp"
#include "core/command/schema_script.hpp"
#include "core/command/schema_text.hpp"
#include "core/sql/statement_source.hpp"
#include "core/sql/statement_traits.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz::command {
namespace {

schema_source configured(const context& ctx) {
  schema_source source;
  source.url = fz::configured_database(ctx.config);
  return source;
}

task<> refuse_revisions(const context& ctx) {
  const connected_database opened = co_await connect_to_look(ctx);
  const version_table table = configured_version_table(ctx.config);
  const auto rows = co_await table.read(*opened.connection);
  if (!rows || rows->empty()) co_return;
  throw error(error_kind::revision,
              fmt::format("Revisions were applied to this database: it is at {}. What is changed "
                          "without a revision, other databases of the project do not get.",
                          printable(enumerate(*rows))));
}

/// A new value of an enum cannot be used in the transaction that adds it.
bool fits_in_transaction(const std::vector<statement>& statements) {
  return std::none_of(statements.begin(), statements.end(), [](const statement& each) {
    return each.sql.starts_with("ALTER TYPE ") && each.sql.find(" ADD VALUE ") != std::string::npos;
  });
}

/// An SQLite database that is not there yet is an empty one.
task<database_schema> read_database(schema_reader& reader, schema_source database) {
  const dialect d = database.url.dialect;
  outcome<database_schema> read;
  co_await read.capture(reader.read(std::move(database)));
  const bool is_new = d == dialect::sqlite && is_missing_database(read.failure());
  if (is_new) co_return database_schema(d, {});
  co_return read.take();
}

task<> run_script(const context& ctx, std::string script) {
  const connected_database opened = co_await connect(ctx, access::change);
  const dialect d = opened.connection->dialect();
  std::vector<schema_text> texts;
  texts.push_back({"the plan", std::move(script)});
  std::vector<statement> statements = statements_of(texts, d);
  batch all;
  // On SQLite the script has its own transaction, with PRAGMAs around it.
  const bool together = d == dialect::postgresql && fits_in_transaction(statements);
  all.how = together ? batch::mode::transaction : batch::mode::in_current_transaction;
  all.script = script_of(std::move(statements));
  co_await opened.connection->execute(std::move(all));
}

std::string some_of(const std::vector<difference>& differences) {
  std::vector<std::string> names;
  for (const difference& each : differences) {
    if (names.size() < 3) names.push_back(to_string(each.object));
  }
  return printable(enumerate(names));
}

task<> check_result(schema_reader& reader, schema_source database, database_schema wanted) {
  database_schema reached = co_await reader.read(std::move(database));
  const auto left = co_await reader.differences(std::move(reached), std::move(wanted));
  if (left.empty()) co_return;
  throw error(error_kind::database,
              fmt::format("The plan ran, but the database does not have the wanted schema yet: "
                          "{}.",
                          some_of(left)));
}

}  // namespace

task<applied_schema> apply_schema(const context& ctx, apply_schema_request request) {
  if (!request.despite_revisions) co_await refuse_revisions(ctx);
  const schema_source database = configured(ctx);
  std::vector<schema_source> sources = {database, request.wanted};
  schema_reader reader(ctx, std::move(sources), request.scratch);
  schemas both;
  both.push_back(co_await read_database(reader, database));
  both.push_back(co_await reader.read(request.wanted));
  co_await reader.make_comparable(both[0], both[1]);
  applied_schema done;
  done.differences = compare(both[0], both[1]);
  done.rest = both[1].rest();
  if (done.differences.empty()) co_return done;
  const database_schema wanted = both[1];
  std::string script = co_await script_between(ctx, reader, request.wanted, both);
  if (request.confirm && !co_await request.confirm(script)) co_return done;
  co_await run_script(ctx, std::move(script));
  co_await check_result(reader, database, wanted);
  done.applied = true;
  co_return done;
}

}  // namespace fz::command
