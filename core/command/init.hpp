#pragma once

#include <filesystem>
#include <vector>

namespace fz::command {

/// What a new project begins with.
enum class first_revision {
  none,
  users,  ///< one that makes a users table, for SQLite and PostgreSQL
};

/// Makes a new migration environment: `folder`/alembic.toml, `folder`/migrations/versions, and the
/// first revision in it. Gives the paths made, in that order. Throws error(usage) if one of the
/// first two is there already, and then makes nothing; error(file) if something cannot be written.
std::vector<std::filesystem::path> init(const std::filesystem::path& folder,
                                        first_revision first = first_revision::none);

}  // namespace fz::command
