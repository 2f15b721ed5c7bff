#pragma once

#include "core/fleet/target.hpp"

#include <string>
#include <vector>

namespace fz {

/// SQLite targets t0, t1, …, whose files need not exist.
inline std::vector<fleet_target> sqlite_targets(std::size_t count) {
  std::vector<fleet_target> targets;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = "t" + std::to_string(i);
    targets.push_back({name, "sqlite:///" + name + ".db", "/data"});
  }
  return targets;
}

}  // namespace fz
