#include "core/command/upgrade.hpp"

#include <filesystem>
#include <utility>

namespace fz::command {
namespace {

/// The file by which runners outside of transactions exclude each other; none: see run_setting.
std::filesystem::path lock_file_of(const database_url& url) {
  if (url.dialect != dialect::sqlite || url.is_memory()) return {};
  return url.path.string() + "-fz-lock";
}

run_setting setting_of(const environment& env, const migrations& scripts,
                       const run_options& options) {
  run_setting setting{scripts, configured_version_table(env),
                      options.scope.value_or(env.config.alembic.transaction), env.reporter,
                      env.pool};
  setting.confirm = options.confirm;
  setting.history = configured_audit_table(env);
  setting.lock_timeout = env.config.alembic.lock_timeout;
  setting.retries = env.config.alembic.retries;
  setting.how_locked = env.config.alembic.migration_lock;
  setting.lock_file = lock_file_of(configured_database(env.config));
  setting.unsettled = options.unsettled;
  return setting;
}

/// For a run, from what came of connecting with access::existing. A database that does not exist is
/// made only once the plan is known to be good: a mistyped target must not leave an empty file
/// behind.
task<database_session> connect_to_run(const environment& env, outcome<database_session> connected,
                                      const run_setting& setting, direction way,
                                      std::string target) {
  if (!is_missing_database(connected.failure())) co_return connected.take();
  const database_session nothing = co_await connect_to_nothing(env);
  runner looks(*nothing.connection, setting);
  co_await looks.preview(way, std::move(target));
  co_return co_await connect(env, access::change);
}

/// The environment of one run.
environment limited(environment env, const run_limits& limits) {
  alembic_config& runs = env.config.alembic;
  database_config& database = env.config.database;
  runs.lock_timeout = limits.lock_timeout.value_or(runs.lock_timeout);
  runs.statement_lock_timeout = limits.statement_lock_timeout.value_or(runs.statement_lock_timeout);
  if (limits.statement_timeout) runs.statement_timeout = limits.statement_timeout;
  runs.retries = limits.retries.value_or(runs.retries);
  database.wait = limits.wait.value_or(database.wait);
  return env;
}

task<run_report> move_to(const environment& given, direction way, run_options options) {
  const environment env = limited(given, options.limits);
  const access what = options.dry_run ? access::look : access::existing;
  opened_project project = co_await open_project(env, what);
  const migrations scripts = std::move(project.scripts);
  run_setting setting = setting_of(env, scripts, options);
  if (options.dry_run) {
    const database_session session = co_await connect_to_look(env, std::move(project.connected));
    runner looks(*session.connection, setting);
    co_return co_await looks.preview(way, std::move(options.target));
  }
  const database_session session =
      co_await connect_to_run(env, std::move(project.connected), setting, way, options.target);
  setting.database = session.engine.get();
  runner runs(*session.connection, std::move(setting));
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
