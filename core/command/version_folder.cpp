#include "core/command/version_folder.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <system_error>

namespace fz::command {
namespace {

namespace fs = std::filesystem;

/// The same text for the same folder, however it is written.
fs::path resolved(const fs::path& folder) {
  std::error_code ignored;
  const fs::path found = fs::weakly_canonical(fs::absolute(folder) / "", ignored);
  return found.has_filename() ? found : found.parent_path();
}

/// The configured folders, each once.
std::vector<fs::path> version_folders(const alembic_config& settings) {
  std::vector<fs::path> folders = {settings.script_location / "versions"};
  for (const fs::path& each : settings.version_locations) {
    const auto is_same = [&](const fs::path& f) { return resolved(f) == resolved(each); };
    if (std::none_of(folders.begin(), folders.end(), is_same)) folders.push_back(each);
  }
  return folders;
}

std::string listed(const std::vector<fs::path>& folders) {
  std::vector<std::string> names;
  for (const fs::path& each : folders) names.push_back(quote(each.string()));
  return enumerate(names);
}

fs::path configured(const std::vector<fs::path>& folders, const fs::path& wanted) {
  for (const fs::path& each : folders) {
    if (resolved(each) == resolved(wanted)) return each;
  }
  throw error(
      error_kind::usage,
      fmt::format("Path {} is not represented in current version locations, which {} {}.",
                  quote(wanted.string()), folders.size() == 1 ? "is" : "are", listed(folders)));
}

}  // namespace

std::filesystem::path version_folder(const alembic_config& settings, const revision_map& map,
                                     const std::vector<node>& parents,
                                     const std::optional<std::filesystem::path>& wanted) {
  const std::vector<fs::path> folders = version_folders(settings);
  if (wanted) return configured(folders, *wanted);
  if (folders.size() == 1) return folders.front();
  for (const node n : parents) {
    if (!map[n].file.empty()) return fs::path(map[n].file).parent_path();
  }
  throw error(error_kind::usage,
              fmt::format("Multiple version locations present: {}.", listed(folders)),
              {remedy::action::name_version_folder});
}

version_folder_made::version_folder_made(const alembic_config& settings,
                                         const std::optional<std::filesystem::path>& wanted) {
  if (!wanted) return;
  const fs::path folder = configured(version_folders(settings), *wanted);
  std::error_code failed;
  if (fs::create_directories(folder, failed)) made_ = folder;
  if (!failed) return;
  throw error(error_kind::file, fmt::format("Cannot make the folder {}: {}.",
                                            quote(folder.string()), failed.message()));
}

version_folder_made::~version_folder_made() {
  std::error_code ignored;
  if (!made_.empty()) fs::remove(made_, ignored);
}

}  // namespace fz::command
