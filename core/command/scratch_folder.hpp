#pragma once

#include <filesystem>

namespace fz::command {

/// A new folder among the system's temporary ones, that only this user may read. It is removed with
/// all that is in it.
class scratch_folder {
 public:
  /// Throws error(file) if it cannot be made.
  scratch_folder();
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;
  ~scratch_folder();

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace fz::command
