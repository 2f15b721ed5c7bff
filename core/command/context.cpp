#include "core/command/context.hpp"

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

/// False also if the URL is missing or wrong, which is said by what connects.
bool is_file(const config& settings) {
  try {
    return fz::configured_database(settings).dialect == dialect::sqlite;
  } catch (const error&) {
    return false;
  }
}

}  // namespace

task<project> read_project(const context& ctx) {
  return fz::read_project(ctx.config, ctx.registered, ctx.pool, ctx.reporter);
}

task<project> read_project_beside(const context& ctx, task<> connecting) {
  if (!is_file(ctx.config)) co_return co_await both(read_project(ctx), std::move(connecting));
  project p = co_await read_project(ctx);
  co_await std::move(connecting);
  co_return p;
}

std::unique_ptr<database> configured_database(const context& ctx) {
  return std::make_unique<database>(fz::configured_database(ctx.config), ctx.config, ctx.pool,
                                    ctx.reporter);
}

task<connected_database> connect(const context& ctx, access what) {
  std::unique_ptr<database> target = configured_database(ctx);
  co_return co_await connect_to(std::move(target), what);
}

task<connected_database> connect_to_look(const context& ctx) {
  outcome<connected_database> connected;
  co_await connected.capture(connect(ctx, access::look));
  if (!is_missing_database(connected.failure())) co_return connected.take();
  const database_url url = fz::configured_database(ctx.config);
  ctx.reporter.log(log_level::info, "command",
                   fmt::format("{} does not exist yet.", printable(url.path.string())));
  auto empty = std::make_unique<database>(database_url(), ctx.config, ctx.pool, ctx.reporter);
  co_return co_await connect_to(std::move(empty), access::change);
}

/// Mistakes in the revisions are reported first, whether or not the database can be reached.
task<opened_project> open_project(const context& ctx) {
  outcome<connected_database> connected;
  project p = co_await read_project_beside(ctx, connected.capture(connect_to_look(ctx)));
  opened_project opened{std::move(p), connected.take()};
  co_return opened;
}

}  // namespace fz::command
