#pragma once

#include <filesystem>
#include <string>
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

/// The text of a new alembic.toml. `url_line`: the line that says where the database is, or a
/// comment in its place.
std::string project_settings(const std::string& script_location, const std::string& url_line);

}  // namespace fz::command
