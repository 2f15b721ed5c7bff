#include "core/command/init.hpp"

#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <string_view>
#include <system_error>

namespace fz::command {
namespace {

constexpr std::string_view alembic_toml =
    R"(# The migration environment of this project. Paths are relative to this file.

[alembic]
script_location = "migrations"        # revisions lie in its versions/
file_template = "{rev}_{slug}"        # also: year month day hour minute second epoch
timezone = "UTC"
version_table = "alembic_version"
audit_table = "fz_audit"          # which step ran when and by whom; without it none is kept
transaction = "each"                  # each revision its own transaction, or "all" in one
lock_timeout = "60s"

# The first found wins: --url, DATABASE_URL in the environment, DATABASE_URL in .env beside this
# file, then this one. ${NAME} stands for an environment variable.
[database]
url = "sqlite:///database.db"
)";

void refuse_existing(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) return;
  throw error(error_kind::usage,
              fmt::format("{} exists already; nothing was changed.", quote(path.string())));
}

}  // namespace

std::vector<std::filesystem::path> init(const std::filesystem::path& folder) {
  const auto file = (folder / "alembic.toml").lexically_normal();
  const auto versions = (folder / "migrations" / "versions").lexically_normal();
  refuse_existing(file);
  refuse_existing(versions);
  std::error_code failed;
  std::filesystem::create_directories(versions, failed);
  if (failed) {
    throw error(error_kind::file, fmt::format("Cannot make the folder {}: {}.",
                                              quote(versions.string()), failed.message()));
  }
  write_file(file, alembic_toml, existing_file::refuse);
  write_file(versions / ".gitkeep", "", existing_file::replace);  // git keeps no empty folders
  return {file, versions};
}

}  // namespace fz::command
