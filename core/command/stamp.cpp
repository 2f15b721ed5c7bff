#include "core/command/stamp.hpp"

#include <utility>

namespace fz::command {

task<run_outcome> stamp(const context& ctx, stamp_options options, run_observer& to) {
  const project p = co_await read_project(ctx);
  const std::unique_ptr<database> target = configured_database(ctx);
  const alembic_config& settings = ctx.config.alembic;
  run_request wanted;
  wanted.goal = stamp_at{std::move(options.targets), options.rows_first};
  wanted.scope = transaction_scope::all;
  wanted.lock_timeout = settings.lock_timeout;
  wanted.retries = settings.retries;
  wanted.migration_lock = settings.migration_lock;
  co_return co_await run(*target, p, std::move(wanted), to);
}

task<> ensure_version(const context& ctx) {
  const connected_database connected = co_await connect(ctx, access::change);
  const version_table table = configured_version_table(ctx.config);
  const auto rows = co_await table.read(*connected.connection);
  if (rows) co_return;
  batch creation;
  creation.preparation = table.creation_with_schema(connected.connection->dialect());
  co_await connected.connection->execute(std::move(creation));
}

}  // namespace fz::command
