#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"
#include "core/config/config.hpp"
#include "core/fleet/target.hpp"
#include "core/util/reporter.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz {

/// Which of the configured fleets, and which of its targets.
struct fleet_selection {
  std::string fleet = {};                   ///< empty: [fleet], or the only one that there is
  std::optional<std::string> targets = {};  ///< a list in a file, "-" for stdin, instead of what is
                                            ///< configured
  std::vector<std::string> only = {};       ///< patterns, see select()
  std::vector<std::string> except = {};
};

/// The configured fleet. Throws error(config) if there is none of that name; without a name and
/// with a list of targets none need be configured.
fleet_config configured_fleet(const config& settings, const fleet_selection& wanted);

/// The targets of the fleet: its list, its SQLite files, what its database answers. Throws
/// error(config) for wrong ones and where nothing was found, error(usage) as select() does, and
/// what asking the database throws. `pool` and `to` must outlive the task.
task<std::vector<fleet_target>> find_targets(fleet_selection wanted, const config& settings,
                                             thread_pool& pool, reporter& to);

}  // namespace fz
