#include "core/command/upgrade.hpp"

#include <utility>

namespace fz::command {
namespace {

/// The environment of one run.
context limited(context ctx, const run_limits& limits) {
  alembic_config& runs = ctx.config.alembic;
  database_config& database = ctx.config.database;
  runs.lock_timeout = limits.lock_timeout.value_or(runs.lock_timeout);
  runs.statement_lock_timeout = limits.statement_lock_timeout.value_or(runs.statement_lock_timeout);
  if (limits.statement_timeout) runs.statement_timeout = limits.statement_timeout;
  runs.retries = limits.retries.value_or(runs.retries);
  database.wait = limits.wait.value_or(database.wait);
  return ctx;
}

run_request request_of(const alembic_config& settings, run_goal to, run_options options) {
  run_request wanted;
  wanted.goal = std::move(to);
  wanted.scope = options.scope.value_or(settings.transaction);
  wanted.lock_timeout = settings.lock_timeout;
  wanted.retries = settings.retries;
  wanted.migration_lock = settings.migration_lock;
  wanted.interrupted = options.interrupted;
  wanted.confirm = std::move(options.confirm);
  return wanted;
}

/// Connects ahead of the run, which takes this connection first. That the database does not exist
/// is left to the run.
task<> warm_up(database& target, access what) {
  outcome<pooled_connection> opened;
  co_await opened.capture(target.connect(what));
  if (!is_missing_database(opened.failure())) opened.take();
}

task<run_outcome> carry_out(const context& given, run_goal end, run_options options,
                            run_observer& to) {
  const context ctx = limited(given, options.limits);
  const std::unique_ptr<database> target = configured_database(ctx);
  const bool dry_run = options.dry_run;
  outcome<void> connected;
  const project p = co_await read_project_beside(
      ctx, connected.capture(warm_up(*target, dry_run ? access::look : access::existing)));
  connected.take();
  run_request wanted = request_of(ctx.config.alembic, std::move(end), std::move(options));
  if (!dry_run) co_return co_await run(*target, p, std::move(wanted), to);
  run_outcome planned;
  planned.report = co_await preview(*target, p, std::move(wanted));
  co_return planned;
}

}  // namespace

task<run_outcome> upgrade(const context& ctx, run_options options, run_observer& to) {
  run_goal end = move_to{direction::upgrade, options.target};
  return carry_out(ctx, std::move(end), std::move(options), to);
}

task<run_outcome> downgrade(const context& ctx, run_options options, run_observer& to) {
  run_goal end = move_to{direction::downgrade, options.target};
  return carry_out(ctx, std::move(end), std::move(options), to);
}

task<run_outcome> resume(const context& ctx, run_options options, run_observer& to) {
  return carry_out(ctx, finish_begun(), std::move(options), to);
}

}  // namespace fz::command
