#include "core/command/schema_diff.hpp"

#include "core/autogenerate/postgresql/plan.hpp"
#include "core/command/schema_reader.hpp"
#include "core/command/schema_script.hpp"
#include "core/schema/sqlite/dump.hpp"

#include <utility>

namespace fz::command {
task<schema_diff_report> diff_schemas(const context& ctx, schema_diff_request request) {
  std::vector<schema_source> sources = {request.from, request.to};
  schema_reader reader(ctx, std::move(sources), request.scratch);
  schemas both = co_await reader.read_all();
  co_await reader.make_comparable(both[0], both[1]);
  schema_diff_report report;
  report.differences = compare(both[0], both[1]);
  report.from_rest = both[0].rest();
  report.to_rest = both[1].rest();
  if (request.with_sql) report.sql = co_await script_between(ctx, reader, request.to, both);
  co_return report;
}

task<schema_dump> dump_schema(const context& ctx, schema_source source,
                              std::optional<database_url> scratch) {
  std::vector<schema_source> sources = {source};
  schema_reader reader(ctx, std::move(sources), std::move(scratch));
  schema_dump dumped;
  dumped.schema = co_await reader.read(std::move(source));
  dumped.sql = dumped.schema.dialect() == dialect::sqlite ? sqlite::dump(dumped.schema)
                                                          : postgresql::dump(dumped.schema);
  co_return dumped;
}

}  // namespace fz::command
