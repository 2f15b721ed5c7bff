#pragma once

#include "core/config/config.hpp"
#include "core/revision/revision_map.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace fz::command {

/// The folder for the file of a new revision: `wanted`, which must be one of the configured ones
/// (error(usage) names them); else that of its first parent; without a parent the only one there
/// is, and error(usage) if there are several.
std::filesystem::path version_folder(const alembic_config& settings, const revision_map& map,
                                     const std::vector<node>& parents,
                                     const std::optional<std::filesystem::path>& wanted);

/// A folder of revisions that is made unless it is there, and goes away again unless it is kept.
class version_folder_made {
 public:
  /// Makes `wanted` if it is given, is one of the configured folders and is missing. Throws as
  /// version_folder() does, and error(file).
  version_folder_made(const alembic_config& settings,
                      const std::optional<std::filesystem::path>& wanted);
  version_folder_made(const version_folder_made&) = delete;
  version_folder_made& operator=(const version_folder_made&) = delete;
  ~version_folder_made();

  void keep() noexcept { made_.clear(); }

 private:
  std::filesystem::path made_;
};

}  // namespace fz::command
