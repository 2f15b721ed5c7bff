#include "core/util/scratch_folder.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace fz {

scratch_folder::scratch_folder() {
  std::error_code failed;
  std::filesystem::path parent = std::filesystem::temp_directory_path(failed);
  if (failed) parent = "/tmp";
  std::string pattern = (parent / "fz.XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw error(error_kind::file,
                fmt::format("Cannot make a temporary folder in {}: {}.", quote(parent.string()),
                            std::generic_category().message(errno)));
  }
  path_ = pattern;
}

scratch_folder::~scratch_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace fz
