#pragma once

#include "core/async/task.hpp"
#include "core/database/connection.hpp"
#include "core/fleet/rollout.hpp"
#include "core/fleet/target.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fz {

/// What a run is, for a process that wants to take part in it: all processes must say the same.
struct shared_run_terms {
  std::string fleet;      ///< its name
  std::string name;       ///< of the run; empty: any that is not at its end
  std::string goal;       ///< "upgrade to head"
  std::string rollout;    ///< canary, waves, gate and limits, as text
  std::string targets;    ///< a digest of the list
  std::string revisions;  ///< a digest of the files
  std::optional<std::size_t> failures_allowed = {};
  bool begins_anew = false;  ///< a run that was left by all is not gone on with
};

/// Within a transaction: the number of the run that a process with these terms takes part in. Makes
/// the tables of shared runs where they are missing, and begins a run where none is under way, or
/// only one that all have left and that was to do something else. Throws error(config) if another
/// run is under way.
task<std::int64_t> find_or_begin_run(connection& on, const shared_run_terms& terms,
                                     const std::vector<fleet_target>& targets,
                                     const std::vector<wave>& waves);

}  // namespace fz
