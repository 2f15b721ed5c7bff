#pragma once

#include "core/importer/migration_folder.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace fz::importer {

/// What alembic.ini or pyproject.toml says.
struct alembic_settings {
  std::filesystem::path folder;  ///< where the file is, and Alembic is run
  std::string file = {};         ///< its name; empty: there is none
  std::filesystem::path script_location;
  std::vector<std::filesystem::path> version_locations;
  std::string url = {};  ///< empty: not there, or the template's own
};

/// The settings of the environment in the folder, or in the nearest folder above it for a path such
/// as alembic/versions. Throws error(usage) if there is none.
alembic_settings find_alembic_settings(const std::filesystem::path& path);

/// The revisions without their SQL, each after those that it follows, as their files declare them;
/// no code is run. Throws error(script) for a file that declares no revision that can be read.
std::vector<origin_migration> read_alembic_graph(const alembic_settings& settings);

/// The moment that a revision's docstring gives as "Create Date: …"; empty if it gives none.
std::string create_date_in(std::string_view docstring);

}  // namespace fz::importer
