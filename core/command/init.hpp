#pragma once

#include <filesystem>
#include <vector>

namespace fz::command {

/// Makes a new migration environment: `folder`/alembic.toml and `folder`/migrations/versions.
/// Gives the paths made, in that order. Throws error(usage) if either is there already, and then
/// makes nothing; error(file) if something cannot be written.
std::vector<std::filesystem::path> init(const std::filesystem::path& folder);

}  // namespace fz::command
