#include "core/command/upgrade.hpp"

#include <utility>

namespace fz::command {
namespace {

task<run_report> move_to(const environment& env, direction way, run_options options) {
  const migrations scripts = co_await read_migrations(env);
  task<database_session> connecting =
      options.dry_run ? connect_to_look(env) : connect(env, access::change);
  database_session session = co_await std::move(connecting);
  runner runs(*session.connection,
              {scripts, version_table(env.config.alembic.version_table),
               options.scope.value_or(env.config.alembic.transaction), env.reporter, env.pool});
  if (options.dry_run) co_return co_await runs.preview(way, std::move(options.target));
  co_return co_await runs.run(way, std::move(options.target));
}

}  // namespace

task<run_report> upgrade(const environment& env, run_options options) {
  return move_to(env, direction::upgrade, std::move(options));
}

task<run_report> downgrade(const environment& env, run_options options) {
  return move_to(env, direction::downgrade, std::move(options));
}

}  // namespace fz::command
