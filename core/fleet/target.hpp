#pragma once

#include "core/config/config.hpp"
#include "core/database/database_url.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fz {

/// One database of a fleet, or one schema of a database.
struct fleet_target {
  std::string name;                        ///< unique within the fleet: how reports call it
  std::string url;                         ///< as it was given, with its password: never shown
  std::filesystem::path relative_to = {};  ///< where a relative SQLite path starts
  std::vector<std::pair<std::string, std::string>> labels = {};
  std::string schema = {};       ///< of the version table; empty: as configured
  std::string search_path = {};  ///< empty: as configured
  std::string role = {};         ///< empty: as configured

  bool operator==(const fleet_target&) const = default;
};

/// Throws error(config) that names the target.
database_url url_of(const fleet_target& target);

/// The server that a target is on: targets with the same text share its connections. "" for SQLite.
std::string server_of(const database_url& url);

/// The configuration of a run on that target.
config settings_for(const fleet_target& target, const config& project);

/// True if the pattern (`*`, `?` and `[…]` as in a shell) fits the name, or, as "label=pattern", a
/// label.
bool matches(const fleet_target& target, const std::string& pattern);

/// Gives each target without a name one: its database's or its file's, or its whole URL where
/// several have the same. Throws error(config) for two targets with one name.
void name_targets(std::vector<fleet_target>& targets);

/// Those that fit any of `only` (all, if it is empty) and none of `except`, in their order. Throws
/// error(usage) for a pattern that fits no target at all.
std::vector<fleet_target> select(std::vector<fleet_target> targets,
                                 const std::vector<std::string>& only,
                                 const std::vector<std::string>& except);

}  // namespace fz
