#pragma once

#include <filesystem>

namespace fz {

/// A new folder that no other user can read; it goes with everything in it.
class scratch_folder {
 public:
  /// Throws error(file) with the system's words.
  scratch_folder();
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;
  ~scratch_folder();

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace fz
