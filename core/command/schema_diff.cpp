#include "core/command/schema_diff.hpp"

#include "core/async/gather.hpp"
#include "core/autogenerate/equal_prints.hpp"
#include "core/autogenerate/postgresql/plan.hpp"
#include "core/autogenerate/sqlite/plan.hpp"
#include "core/schema/sqlite/dump.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace fz::command {
namespace {

using two_schemas = std::vector<database_schema>;

bool is_file(const schema_source& source) { return source.what != schema_source::kind::database; }

void check_that_comparable(const database_schema& from, const database_schema& to) {
  if (from.dialect() == to.dialect()) return;
  throw error(error_kind::usage, fmt::format("A schema of {} cannot be compared with one of {}.",
                                             to_string(from.dialect()), to_string(to.dialect())));
}

task<database_schema> nothing_but(task<> work) {
  co_await std::move(work);
  co_return database_schema();
}

/// Both at once, and what killed runs left goes meanwhile.
task<two_schemas> read_both(const context& ctx, const schema_diff_request& request,
                            const scratch_place& scratch) {
  std::vector<task<database_schema>> all;
  all.push_back(read_schema(ctx, request.from, scratch));
  all.push_back(read_schema(ctx, request.to, scratch));
  if (is_file(request.from) || is_file(request.to)) {
    all.push_back(nothing_but(drop_stale_scratch_databases(ctx, scratch)));
  }
  two_schemas read = co_await gather(std::move(all));
  read.resize(2);
  co_return read;
}

/// The schema as the server prints it when it has read its own print: only then it stays the same.
task<database_schema> printed_again(const context& ctx, const database_schema& schema,
                                    scratch_place scratch) {
  std::string sql = postgresql::dump(schema);
  co_return co_await load_schema(ctx, std::move(sql), "the schema's dump", std::move(scratch));
}

/// Texts that only differ because one was printed more often than the other become equal.
task<> make_equal_prints_equal(const context& ctx, two_schemas& schemas,
                               const scratch_place& scratch) {
  if (schemas[0].dialect() != dialect::postgresql) co_return;
  if (!has_different_expressions(schemas[0], schemas[1])) co_return;
  std::vector<task<database_schema>> both;
  both.push_back(printed_again(ctx, schemas[0], scratch));
  both.push_back(printed_again(ctx, schemas[1], scratch));
  outcome<two_schemas> printed;
  co_await printed.capture(gather(std::move(both)));
  // A dump that does not load is not a reason to say nothing: then the texts count as they are.
  if (printed.failure()) co_return;
  const two_schemas again = printed.take();
  schemas[0] = with_equal_prints(schemas[0], again[0], schemas[1], again[1]);
}

std::string plan_of(const database_schema& from, const database_schema& to) {
  if (from.dialect() == dialect::sqlite) {
    const auto renames = sqlite::applicable(sqlite::renames_in(to), from);
    return sqlite::script_of(sqlite::plan_changes(from, to, renames));
  }
  return postgresql::script_of(postgresql::plan_changes(from, to));
}

}  // namespace

task<schema_diff_report> diff_schemas(const context& ctx, schema_diff_request request) {
  const bool needs_scratch = is_file(request.from) || is_file(request.to);
  scratch_place scratch;
  const std::vector<schema_source> sources = {request.from, request.to};
  if (needs_scratch || request.scratch) {
    scratch = scratch_place_for(ctx, sources, request.scratch);
  } else {
    scratch.url = request.from.url;
  }
  two_schemas schemas = co_await read_both(ctx, request, scratch);
  check_that_comparable(schemas[0], schemas[1]);
  co_await make_equal_prints_equal(ctx, schemas, scratch);
  schema_diff_report report;
  report.differences = compare(schemas[0], schemas[1]);
  report.from_rest = schemas[0].rest();
  report.to_rest = schemas[1].rest();
  if (request.with_sql) report.sql = plan_of(schemas[0], schemas[1]);
  co_return report;
}

task<schema_dump> dump_schema(const context& ctx, schema_source source,
                              std::optional<database_url> scratch) {
  const std::vector<schema_source> sources = {source};
  const scratch_place place = scratch_place_for(ctx, sources, scratch);
  schema_dump dumped;
  dumped.schema = co_await read_schema(ctx, std::move(source), place);
  dumped.sql = dumped.schema.dialect() == dialect::sqlite ? sqlite::dump(dumped.schema)
                                                          : postgresql::dump(dumped.schema);
  co_return dumped;
}

}  // namespace fz::command
