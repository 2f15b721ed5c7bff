#pragma once

#include "core/fleet/target.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace fz {

/// The error of one target without what belongs to that target alone: its URL, file, database,
/// schema and name become "…". Equal errors of many targets then read the same.
std::string common_error(std::string text, const fleet_target& target);

/// Targets that failed in the same way.
struct error_group {
  std::string sentence;
  std::vector<std::size_t> targets;  ///< indexes, ascending
};

/// The groups, the largest first. `errors`: the index of a target and its error.
std::vector<error_group> group_errors(
    const std::vector<fleet_target>& targets,
    const std::vector<std::pair<std::size_t, std::string>>& errors);

}  // namespace fz
