#include "core/command/scratch_folder.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace fz::command {

scratch_folder::scratch_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "fz-revisions-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw error(error_kind::file, fmt::format("Cannot make the folder {}: {}.", quote(name),
                                              std::generic_category().message(errno)));
  }
  path_ = name;
}

scratch_folder::~scratch_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace fz::command
