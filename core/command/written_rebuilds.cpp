#include "core/command/written_rebuilds.hpp"

#include "core/database/database_url.hpp"
#include "core/runtime/run.hpp"
#include "core/runtime/table_rebuild_step.hpp"
#include "core/sql/statement_source.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <string>
#include <utility>

namespace fz::command {
namespace {

/// What a rebuild carries over is read from a database, and for a script there is none.
[[noreturn]] void throw_failure(const run_failure& failure) {
  try {
    std::rethrow_exception(failure.what);
  } catch (const error& e) {
    if (e.kind() == error_kind::interrupted) throw;
    throw error(e.kind(),
                fmt::format("A script with `-- fz:rebuild` needs the schema before it, which is "
                            "found by applying the revisions to a database in memory: {}",
                            e.what()));
  }
}

task<> bring_to(database& scratch, const project& p, std::vector<std::string> rows) {
  run_observer silent;
  for (const std::string& row : rows) {
    run_request request;
    request.goal = move_to{direction::upgrade, row};
    const run_outcome ended = co_await run(scratch, p, std::move(request), silent);
    if (ended.failure) throw_failure(*ended.failure);
  }
}

/// The statements of one step, on a database that the steps before it were applied to.
task<std::vector<statement>> written(const context& ctx, const project& p,
                                     std::vector<std::string> rows, const step_body& body) {
  database scratch(database_url(), ctx.config, ctx.pool, ctx.reporter);
  co_await bring_to(scratch, p, std::move(rows));
  const pooled_connection connection = co_await scratch.connect(access::change);
  fz::connection& used = *connection;
  auto work = [&used, &body](sync_connection& c) {
    return c.transaction([&] { return run_with_rebuilds(used, c, body); });
  };
  co_return co_await used.run_sync(work);
}

}  // namespace

task<std::vector<step_body>> with_rebuilds_written(const context& ctx, const project& p,
                                                   const plan& steps,
                                                   std::vector<step_body> bodies) {
  context scratch_ctx = ctx;
  scratch_ctx.config.alembic.audit_table.clear();
  std::vector<std::string> rows = steps.rows_before;
  for (std::size_t i = 0; i < steps.steps.size(); ++i) {
    step_body& body = bodies[i];
    if (!body.rebuilds.empty()) {
      std::vector<std::string> before = rows;
      std::vector<statement> script = co_await written(scratch_ctx, p, std::move(before), body);
      body.work = script_of(std::move(script));
      body.rebuilds.clear();
    }
    carry_out(steps.steps[i].changes, rows);
  }
  co_return bodies;
}

}  // namespace fz::command
