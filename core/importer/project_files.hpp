#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace fz::importer {

/// A file that is to be written.
struct new_file {
  std::filesystem::path path;  ///< absolute
  std::string text;
};

/// Writes all of the files, with the folders that they need, or none. Throws error(file) with the
/// system's words, also if one of them exists; then all is as it was.
void write_all_or_none(const std::vector<new_file>& files);

}  // namespace fz::importer
