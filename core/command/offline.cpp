#include "core/command/offline.hpp"

#include "core/async/offload.hpp"
#include "core/command/written_rebuilds.hpp"
#include "core/offline/offline.hpp"
#include "core/revision/plan.hpp"
#include "core/runtime/postgresql_options.hpp"
#include "core/runtime/step_bodies.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz::command {
namespace {

struct from_to {
  std::optional<std::string> from;
  std::string to;
};

from_to parse_from_to(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return {std::nullopt, text};
  const auto refuse = [&](const std::string& why) {
    throw error(error_kind::usage, fmt::format("{} {}", quote(text), why));
  };
  if (text.find(':', colon + 1) != std::string::npos) {
    refuse("is not a range: it must have exactly one ':', as in FROM:TO.");
  }
  if (colon == 0) refuse("has no revision before its ':'; base:TO begins with an empty database.");
  if (colon + 1 == text.size()) refuse("has no revision after its ':'; write FROM:TO.");
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::vector<std::string> starting_rows(const revision_map& map,
                                       const std::optional<std::string>& from) {
  return from ? rows_of(map, parse_identifier(*from)) : std::vector<std::string>();
}

script_setting setting_of(const context& ctx, transaction_scope scope,
                          std::optional<std::string> tag) {
  return {configured_version_table(ctx.config),
          fz::configured_database(ctx.config).dialect,
          scope,
          std::move(tag),
          configured_audit_table(ctx.config),
          asked_for_settings(ctx.config.database)};
}

task<offline_result> write_script(const context& ctx, direction way, offline_options options) {
  const from_to range = parse_from_to(options.range);
  const script_setting setting = setting_of(
      ctx, options.scope.value_or(ctx.config.alembic.transaction), std::move(options.tag));
  const project p = co_await read_project(ctx);
  const plan steps =
      make_plan(p.map(), starting_rows(p.map(), range.from), way, range.to, setting.table.name());
  auto load = [&] { return load_bodies(p.scripts(), steps, setting.dialect, setting.scope); };
  std::vector<step_body> loaded = co_await offload(ctx.pool, load);
  const std::vector<step_body> bodies =
      co_await with_rebuilds_written(ctx, p, steps, std::move(loaded));
  auto write = [&] { return offline_script(steps, bodies, setting); };
  offline_result result{setting.dialect, {}};
  result.sql = co_await offload(ctx.pool, write);
  co_return result;
}

}  // namespace

task<offline_result> upgrade_sql(const context& ctx, offline_options options) {
  return write_script(ctx, direction::upgrade, std::move(options));
}

task<offline_result> downgrade_sql(const context& ctx, offline_options options) {
  if (options.range.find(':') == std::string::npos) {
    throw error(error_kind::usage,
                "A script for a downgrade requires <fromrev>:<torev>, for instance head:-1.");
  }
  return write_script(ctx, direction::downgrade, std::move(options));
}

task<offline_result> stamp_sql(const context& ctx, offline_stamp_options options) {
  std::optional<std::string> from;
  std::vector<std::string> targets;
  for (const std::string& text : options.ranges) {
    from_to range = parse_from_to(text);
    if (range.from && from && range.from != from) {
      throw error(error_kind::usage,
                  "A script for a stamp only supports a single starting revision at a time.");
    }
    if (range.from) from = std::move(range.from);
    targets.push_back(std::move(range.to));
  }
  const script_setting setting = setting_of(ctx, transaction_scope::all, std::move(options.tag));
  const project p = co_await read_project(ctx);
  const plan steps = make_stamp_plan(p.map(), starting_rows(p.map(), from), targets, purge::no,
                                     setting.table.name());
  auto write = [&] { return offline_script(steps, stamp_bodies(p.scripts(), steps), setting); };
  offline_result result{setting.dialect, {}};
  result.sql = co_await offload(ctx.pool, write);
  co_return result;
}

offline_result ensure_version_sql(const context& ctx, std::optional<std::string> tag) {
  const script_setting setting = setting_of(ctx, transaction_scope::all, std::move(tag));
  return {setting.dialect, offline_version_table(setting)};
}

}  // namespace fz::command
