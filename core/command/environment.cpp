#include "core/command/environment.hpp"

#include "core/async/both.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

namespace fz::command {
namespace {

task<connected_database> connect_to(std::unique_ptr<database> target, access what) {
  pooled_connection connection = co_await target->connect(what);
  connected_database connected{std::move(target), std::move(connection)};
  co_return connected;
}

}  // namespace

task<project> read_project(const environment& env) {
  return fz::read_project(env.config, env.registered, env.pool, env.reporter);
}

std::unique_ptr<database> configured_database(const environment& env) {
  return std::make_unique<database>(fz::configured_database(env.config), env.config, env.pool,
                                    env.reporter);
}

task<connected_database> connect(const environment& env, access what) {
  std::unique_ptr<database> target = configured_database(env);
  co_return co_await connect_to(std::move(target), what);
}

task<connected_database> connect_to_look(const environment& env) {
  outcome<connected_database> connected;
  co_await connected.hold(connect(env, access::look));
  if (!is_missing_database(connected.failure())) co_return connected.take();
  const database_url url = fz::configured_database(env.config);
  env.reporter.log(log_level::info, "command",
                   fmt::format("{} does not exist yet.", printable(url.path.string())));
  auto empty = std::make_unique<database>(database_url(), env.config, env.pool, env.reporter);
  co_return co_await connect_to(std::move(empty), access::change);
}

/// What is wrong with the revisions is told first, whether or not the database can be reached.
task<opened_project> open_project(const environment& env) {
  outcome<connected_database> connected;
  project p = co_await both(read_project(env), connected.hold(connect_to_look(env)));
  opened_project opened{std::move(p), connected.take()};
  co_return opened;
}

}  // namespace fz::command
