#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace fz {

/// What the system says of a file; another for one that was written to or replaced.
struct file_identity {
  std::uint64_t device = 0;
  std::uint64_t number = 0;  ///< the inode
  std::uint64_t size = 0;
  std::int64_t changed = 0;  ///< nanoseconds since 1970, when it was written to last

  bool operator==(const file_identity&) const = default;
};

/// The identity of the file of this name. Throws error(file) if it cannot be asked.
file_identity identity_of(const std::filesystem::path& path);

/// A file that is read piece by piece. Everything throws error(file) with the system's words.
class file_reader {
 public:
  explicit file_reader(std::filesystem::path path);
  file_reader(const file_reader&) = delete;
  file_reader& operator=(const file_reader&) = delete;
  ~file_reader();

  /// Of the file that is open, as it is now.
  file_identity identity() const;

  /// The next 256 KiB, fewer at the end of the file, "" there; valid until the next call.
  std::string_view next_piece();

 private:
  std::filesystem::path path_;
  int descriptor_;
  std::string piece_;
};

/// Everything in the file. Throws error(file) with the system's words if it cannot be read.
std::string read_file(const std::filesystem::path& path);

/// Whether write_file() may replace a file that is there already.
enum class existing_file { replace, refuse };

/// Writes the file whole or not at all: into a temporary file beside it, flushed to disk, then put
/// in place. Throws error(file) with the system's words; with `refuse` also if the file exists,
/// even if it came into being a moment ago.
void write_file(const std::filesystem::path& path, std::string_view content,
                existing_file existing);

}  // namespace fz
