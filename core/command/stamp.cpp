#include "core/command/stamp.hpp"

#include <utility>

namespace fz::command {

task<run_outcome> stamp(const environment& env, stamp_options options, run_observer& to) {
  const project p = co_await read_project(env);
  const std::unique_ptr<database> target = configured_database(env);
  const alembic_config& settings = env.config.alembic;
  run_request wanted;
  wanted.goal = stamp_at{std::move(options.targets), options.rows_first};
  wanted.scope = transaction_scope::all;
  wanted.lock_timeout = settings.lock_timeout;
  wanted.retries = settings.retries;
  wanted.migration_lock = settings.migration_lock;
  co_return co_await run(*target, p, std::move(wanted), to);
}

task<> ensure_version(const environment& env) {
  const connected_database connected = co_await connect(env, access::change);
  const version_table table = configured_version_table(env.config);
  const auto rows = co_await table.read(*connected.connection);
  if (rows) co_return;
  batch creation;
  creation.preparation = table.creation_with_schema(connected.connection->dialect());
  co_await connected.connection->execute(std::move(creation));
}

}  // namespace fz::command
