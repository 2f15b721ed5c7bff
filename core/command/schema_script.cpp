#include "core/command/schema_script.hpp"

#include "core/autogenerate/postgresql/plan.hpp"
#include "core/autogenerate/sqlite/plan.hpp"
#include "core/command/renamed_schema.hpp"

#include <utility>

namespace fz::command {
namespace {

std::string sqlite_script(const database_schema& from, const database_schema& to) {
  const auto renames = sqlite::applicable(sqlite::renames_in(to), from);
  return sqlite::script_of(sqlite::plan_changes(from, to, renames));
}

}  // namespace

task<std::string> script_between(const context& ctx, schema_reader& reader, schema_source to,
                                 schemas both) {
  if (both[0].dialect() == dialect::sqlite) co_return sqlite_script(both[0], both[1]);
  const renamed_schema start =
      co_await follow_renames(ctx, reader, std::move(to), std::move(both[0]), both[1]);
  std::string script;
  for (const std::string& each : start.renames.statements) script += each + ";\n";
  co_return script + postgresql::script_of(postgresql::plan_changes(start.schema, both[1]));
}

}  // namespace fz::command
