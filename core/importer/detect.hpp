#pragma once

#include "core/importer/tool.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace fz::importer {

/// A folder that a tool may own, and what says so.
struct candidate {
  tool from = tool::dbmate;
  std::filesystem::path path;  ///< what its reader is given
  std::string reason;
};

/// Every tool that the files of the folder fit; if none does, of the folders in it where migrations
/// usually are.
std::vector<candidate> find_candidates(const std::filesystem::path& folder);

/// The one that fits, among those of `wanted` if it is given. Throws error(usage) that says why
/// there is none, or names all where more than one fits; error(file) for what is not a folder.
candidate detect(const std::filesystem::path& folder, std::optional<tool> wanted);

}  // namespace fz::importer
