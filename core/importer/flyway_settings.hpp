#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace fz::importer {

/// What flyway.conf or flyway.toml says, as far as it says how the folder is to be read.
struct flyway_settings {
  std::string prefix = "V";
  std::string undo_prefix = "U";
  std::string repeatable_prefix = "R";
  std::string separator = "__";
  std::vector<std::string> suffixes = {".sql"};
  std::vector<std::filesystem::path> locations = {};  ///< empty: the folder itself
  bool replaces = true;                               ///< placeholders
  std::string placeholder_prefix = "${";
  std::string placeholder_suffix = "}";
  std::map<std::string, std::string> placeholders = {};
  std::string table = {};  ///< of its history, "schema.name" or "name"; empty: the usual one
  std::vector<std::string> schemas = {};  ///< that are made if they are missing; the first is used
  std::string url = {};                   ///< as fz takes it; without a password
};

/// Reads flyway.toml, flyway.conf or conf/flyway.conf in the folder, or Spring's
/// application.properties in it or the two above; the defaults if there is none. Throws
/// error(script) with the place of what is wrong.
flyway_settings read_flyway_settings(const std::filesystem::path& folder);

}  // namespace fz::importer
