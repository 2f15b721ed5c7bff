#pragma once

#include "core/revision/revision.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// Where revision files lie; absolute paths.
struct script_folders {
  std::filesystem::path script_location;  ///< revisions lie in its versions/
  std::vector<std::filesystem::path> version_locations = {};
};

/// What the folders hold.
struct script_directory {
  std::vector<revision> revisions;       ///< in no particular order
  std::vector<std::string> stray_files;  ///< visible files that are not revisions; sorted
};

/// Reads the front matter of every `.sql` file in the folders (not in folders inside them; hidden
/// files and editors' backups are passed over), never a body. A folder that is named twice is read
/// once. Throws error(config) for a folder that is missing or cannot be read, and one error(script)
/// that holds what is wrong with each of the files, sorted.
script_directory read_script_directory(const script_folders& folders);

/// Whether read_script_directory() takes a file of that name for a revision.
bool is_revision_file_name(std::string_view name);

}  // namespace fz
