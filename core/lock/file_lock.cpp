#include "core/lock/lock_wait.hpp"
#include "core/lock/migration_lock.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <functional>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace fz {
namespace {

/// An open file, closed with this; closing lets its lock go.
class open_file {
 public:
  explicit open_file(int number) : number_(number) {}
  open_file(open_file&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  open_file& operator=(open_file&&) = delete;
  ~open_file() {
    if (number_ >= 0) ::close(number_);
  }

  int number() const noexcept { return number_; }

 private:
  int number_;
};

error cannot_lock(const std::filesystem::path& path, int why) {
  return error(error_kind::file, fmt::format("Cannot lock {}: {}.", quote(path.string()),
                                             std::generic_category().message(why)));
}

/// True if the path still names the file that was locked, not one made since.
bool is_still(const open_file& file, const std::filesystem::path& path) {
  struct stat locked {};
  struct stat named {};
  return ::fstat(file.number(), &locked) == 0 && ::stat(path.c_str(), &named) == 0 &&
         locked.st_ino == named.st_ino && locked.st_dev == named.st_dev;
}

class file_lock final : public migration_lock {
 public:
  file_lock(const lock_request& wanted, std::filesystem::path path)
      : wanted_(wanted), path_(std::move(path)) {}
  ~file_lock() override { let_go(); }

  bool taken(answers) override { return try_take(); }

  task<> wait() override {
    constexpr std::chrono::milliseconds between_attempts(50);
    const std::function<task<bool>()> attempt = [this]() -> task<bool> { co_return try_take(); };
    const std::function<task<std::string>()> holder = [this]() -> task<std::string> {
      co_return fmt::format("another runner, which has locked {}", quote(path_.string()));
    };
    lock_wait wait(wanted_, between_attempts, holder);
    co_await wait.until(attempt);
  }

  task<> release() override {
    let_go();
    co_return;
  }

 private:
  /// False: another process has it.
  bool try_take() {
    open_file file(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (file.number() < 0) throw cannot_lock(path_, errno);
    if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) throw cannot_lock(path_, errno);
      return false;
    }
    if (!is_still(file, path_)) return false;
    file_.emplace(std::move(file));
    return true;
  }

  void let_go() {
    if (!file_) return;
    ::unlink(path_.c_str());  // while it is locked: one that waits for it sees that it is gone
    file_.reset();
  }

  lock_request wanted_;
  std::filesystem::path path_;
  std::optional<open_file> file_;
};

}  // namespace

std::unique_ptr<migration_lock> make_file_lock(lock_request wanted, std::filesystem::path beside) {
  return std::make_unique<file_lock>(wanted, std::move(beside));
}

}  // namespace fz
