#include "core/command/fleet_target.hpp"

#include "core/fleet/find_targets.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace fz::command {
namespace {

/// Removes the fleet's name from "FLEET:NAME", if that fleet exists.
fleet_selection fleet_in(std::string& name, const config& settings) {
  fleet_selection which;
  const std::size_t colon = name.find(':');
  if (colon == std::string::npos || !settings.fleets.contains(name.substr(0, colon))) return which;
  which.fleet = name.substr(0, colon);
  name.erase(0, colon + 1);
  return which;
}

error no_such_target(const std::string& name, const std::vector<fleet_target>& targets) {
  std::vector<std::string> names;
  for (const fleet_target& each : targets) names.push_back(each.name);
  const std::string near = nearest(name, names);
  return error(error_kind::usage,
               fmt::format("The fleet has no target {}.{}", quote(name),
                           near.empty() ? "" : fmt::format(" Did you mean {}?", quote(near))));
}

}  // namespace

task<config> settings_of_target(const context& ctx, std::string name) {
  fleet_selection which = fleet_in(name, ctx.config);
  const std::vector<fleet_target> targets =
      co_await find_targets(std::move(which), ctx.config, ctx.pool, ctx.reporter);
  const auto found = std::find_if(targets.begin(), targets.end(),
                                  [&](const fleet_target& each) { return each.name == name; });
  if (found == targets.end()) throw no_such_target(name, targets);
  config settings = settings_for(*found, ctx.config);
  settings.database.url =
      url_setting{{found->url, ""}, "target " + quote(name), found->relative_to};
  co_return settings;
}

}  // namespace fz::command
