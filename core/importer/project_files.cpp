#include "core/importer/project_files.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace fz::importer {
namespace {

error failure(std::string_view action, const std::filesystem::path& path, int code) {
  return error(error_kind::file,
               fmt::format("Cannot {} {}: {}.", action, quote(path.string()),
                           code == EEXIST ? "it exists already; nothing was written"
                                          : std::generic_category().message(code)));
}

/// What was made so far; it goes again unless it is kept.
class made_files {
 public:
  made_files() = default;
  made_files(const made_files&) = delete;
  made_files& operator=(const made_files&) = delete;

  ~made_files() {
    std::error_code ignored;
    for (auto at = made_.rbegin(); at != made_.rend(); ++at) std::filesystem::remove(*at, ignored);
  }

  void make_folder(const std::filesystem::path& folder) {
    if (folder.empty() || std::filesystem::is_directory(folder)) return;
    make_folder(folder.parent_path());
    std::error_code failed;
    if (!std::filesystem::create_directory(folder, failed) && failed) {
      throw failure("make the folder", folder, failed.value());
    }
    made_.push_back(folder);
  }

  void write(const new_file& file) {
    const int fd = ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) throw failure("write", file.path, errno);
    made_.push_back(file.path);
    const int code = fill(fd, file.text);
    if (::close(fd) != 0 || code != 0) throw failure("write", file.path, code == 0 ? errno : code);
  }

  void keep() { made_.clear(); }

 private:
  /// 0 or what errno says.
  static int fill(int fd, std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(fd, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return errno;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
  }

  std::vector<std::filesystem::path> made_;
};

}  // namespace

void write_all_or_none(const std::vector<new_file>& files) {
  for (const new_file& each : files) {
    std::error_code ignored;
    if (std::filesystem::exists(std::filesystem::symlink_status(each.path, ignored))) {
      throw failure("write", each.path, EEXIST);
    }
  }
  made_files made;
  for (const new_file& each : files) {
    made.make_folder(each.path.parent_path());
    made.write(each);
  }
  made.keep();
}

}  // namespace fz::importer
