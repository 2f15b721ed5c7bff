#include "core/util/file.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace fz {
namespace {

error file_error(std::string_view action, const std::filesystem::path& path, int code) {
  return error(error_kind::file, fmt::format("Cannot {} {}: {}.", action, quote(path.string()),
                                             std::generic_category().message(code)));
}

/// An open file descriptor; closed with it.
class descriptor {
 public:
  explicit descriptor(int fd) : fd_(fd) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }

  int operator*() const { return fd_; }

 private:
  int fd_;
};

/// A file that goes away unless it is put in place.
struct temporary_file {
  std::string path;
  ~temporary_file() { ::unlink(path.c_str()); }
};

void write_all(int fd, std::string_view content, const std::filesystem::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw file_error("write", path, errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

void sync_folder(const std::filesystem::path& folder) {
  const descriptor fd(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC));
  if (*fd >= 0) ::fsync(*fd);
}

file_identity identity_from(const struct stat& status) {
  constexpr std::int64_t nanoseconds = 1'000'000'000;
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
          status.st_mtim.tv_sec * nanoseconds + status.st_mtim.tv_nsec};
}

/// Like read(2), but does not come back for a signal.
std::size_t read_some(int fd, char* to, std::size_t most, const std::filesystem::path& path) {
  for (;;) {
    const ssize_t count = ::read(fd, to, most);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) throw file_error("read", path, errno);
  }
}

}  // namespace

file_identity identity_of(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw file_error("read", path, errno);
  return identity_from(status);
}

file_reader::file_reader(std::filesystem::path path)
    : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (descriptor_ < 0) throw file_error("read", path_, errno);
}

file_reader::~file_reader() { ::close(descriptor_); }

file_identity file_reader::identity() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) throw file_error("read", path_, errno);
  return identity_from(status);
}

std::string_view file_reader::next_piece() {
  constexpr std::size_t size = std::size_t{256} * 1024;
  piece_.resize(size);
  return {piece_.data(), read_some(descriptor_, piece_.data(), size, path_)};
}

std::string read_file(const std::filesystem::path& path) {
  const descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (*fd < 0) throw file_error("read", path, errno);
  struct stat status {};
  if (::fstat(*fd, &status) != 0) throw file_error("read", path, errno);
  if (S_ISDIR(status.st_mode)) throw file_error("read", path, EISDIR);

  std::string content;
  content.resize(static_cast<std::size_t>(status.st_size) + 1);  // one more: sees the end at once
  std::size_t filled = 0;
  for (;;) {
    const std::size_t count =
        read_some(*fd, content.data() + filled, content.size() - filled, path);
    if (count == 0) break;
    filled += count;
    if (filled == content.size()) content.resize(content.size() * 2);
  }
  content.resize(filled);
  return content;
}

void write_file(const std::filesystem::path& path, std::string_view content,
                existing_file existing) {
  temporary_file temporary{path.string() + ".XXXXXX"};
  const descriptor fd(::mkostemp(temporary.path.data(), O_CLOEXEC));
  if (*fd < 0) throw file_error("write", path, errno);
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(*fd, 0666 & ~mask);
  write_all(*fd, content, path);
  if (::fsync(*fd) != 0) throw file_error("write", path, errno);

  // link() refuses an existing name, rename() replaces it: both in one step.
  const int placed = existing == existing_file::refuse
                         ? ::link(temporary.path.c_str(), path.c_str())
                         : ::rename(temporary.path.c_str(), path.c_str());
  if (placed != 0) throw file_error("write", path, errno);
  sync_folder(path.parent_path());
}

}  // namespace fz
