#include "core/command/environment.hpp"

#include "core/async/gather.hpp"
#include "core/async/offload.hpp"
#include "core/database/database_error.hpp"
#include "core/script/script_directory.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

namespace fz::command {
namespace {

/// What a project for both kinds of database says to the server alone.
void tell_what_has_no_effect(const environment& env) {
  const database_config& database = env.config.database;
  std::vector<std::string> names;
  if (!database.search_path.empty()) names.emplace_back("search_path");
  if (!database.role.empty()) names.emplace_back("role");
  for (const auto& [name, value] : database.settings) names.push_back(name);
  if (names.empty()) return;
  env.reporter.log(log_level::debug, "command",
                   fmt::format("Without effect on SQLite: {}", enumerate(names)));
}

task<database_session> connect_to(const environment& env, database_url url, access what) {
  auto engine = open_engine(url, what, env.config, env.pool, env.reporter);
  pooled_connection connection = co_await engine->connect();
  database_session opened{std::move(engine), std::move(connection)};
  co_return opened;
}

/// Without a word about a URL that is missing or wrong: connecting tells.
bool is_on_a_server(const environment& env) {
  try {
    return configured_database(env.config).dialect == dialect::postgresql;
  } catch (const error&) {
    return false;
  }
}

task<> read_into(std::optional<migrations>& scripts, const environment& env) {
  migrations read = co_await read_migrations(env);
  scripts.emplace(std::move(read));
}

}  // namespace

bool is_missing_database(const std::exception_ptr& failure) {
  return condition_of(failure) == database_condition::no_database;
}

task<migrations> read_migrations(const environment& env) {
  auto read = [&env]() -> script_directory {
    return read_script_directory(
        {env.config.alembic.script_location, env.config.alembic.version_locations});
  };
  script_directory files = co_await offload(env.pool, read);
  for (const std::string& stray : files.stray_files) {
    env.reporter.log(
        log_level::warning, "script",
        fmt::format("{} is not a revision file and was passed over.", printable(stray)));
  }
  env.reporter.log(log_level::debug, "script",
                   fmt::format("Read {} from {}", counted(files.revisions.size(), "revision"),
                               printable(env.config.alembic.script_location.string())));
  co_return migrations(std::move(files), env.registered);
}

version_table configured_version_table(const environment& env) {
  return version_table(env.config.alembic.version_table, env.config.alembic.version_table_schema);
}

std::optional<audit_table> configured_audit_table(const environment& env) {
  const alembic_config& config = env.config.alembic;
  if (config.audit_table.empty()) return std::nullopt;
  return audit_table(config.audit_table, config.version_table_schema, own_identity());
}

task<database_session> connect(const environment& env, access what) {
  database_url url = configured_database(env.config);
  env.reporter.log(log_level::debug, "command", "Connecting to " + printable(to_string(url)));
  if (url.dialect == dialect::sqlite) tell_what_has_no_effect(env);
  co_return co_await connect_to(env, std::move(url), what);
}

task<opened_project> open_project(const environment& env, access what) {
  std::optional<migrations> scripts;
  outcome<database_session> connected;
  if (is_on_a_server(env)) {
    std::vector<task<>> both;
    both.push_back(connected.hold(connect(env, what)));
    both.push_back(read_into(scripts, env));
    co_await gather(std::move(both));
  } else {
    co_await read_into(scripts, env);
    co_await connected.hold(connect(env, what));
  }
  opened_project opened{std::move(*scripts), std::move(connected)};
  co_return opened;
}

task<database_session> connect_to_nothing(const environment& env) {
  database_url in_memory;
  co_return co_await connect_to(env, std::move(in_memory), access::change);
}

task<database_session> connect_to_look(const environment& env) {
  outcome<database_session> opened;
  co_await opened.hold(connect(env, access::look));
  co_return co_await connect_to_look(env, std::move(opened));
}

task<database_session> connect_to_look(const environment& env,
                                       outcome<database_session> connected) {
  if (!is_missing_database(connected.failure())) co_return connected.take();
  const database_url url = configured_database(env.config);
  env.reporter.log(log_level::info, "command",
                   fmt::format("{} does not exist yet.", printable(url.path.string())));
  co_return co_await connect_to_nothing(env);
}

}  // namespace fz::command
