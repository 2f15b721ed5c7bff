#include "core/lock/lock_holder.hpp"
#include "core/lock/migration_lock.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace fz {
namespace {

using clock = std::chrono::steady_clock;

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
  explicit file_lock(std::filesystem::path path) : path_(std::move(path)) {}
  ~file_lock() override { let_go(); }

  connection* observer() noexcept override { return nullptr; }
  std::int64_t working_session() const noexcept override { return 0; }

  task<> release() override {
    let_go();
    co_return;
  }

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

 private:
  void let_go() {
    if (!file_) return;
    ::unlink(path_.c_str());  // while it is locked: whoever waits for it sees that it is gone
    file_.reset();
  }

  std::filesystem::path path_;
  std::optional<open_file> file_;
};

}  // namespace

task<std::unique_ptr<migration_lock>> take_file_lock(lock_request wanted,
                                                     std::filesystem::path beside) {
  constexpr std::chrono::milliseconds between_attempts(50);
  const clock::time_point end = clock::now() + wanted.timeout;
  boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor);
  auto lock = std::make_unique<file_lock>(beside);
  for (bool told = false; !lock->try_take(); told = true) {
    if (clock::now() >= end) {
      throw error(error_kind::lock,
                  fmt::format("Another runner has been at work outside of a transaction for more "
                              "than {}: it holds {}. Nothing was run. --lock-timeout waits longer.",
                              in_words(wanted.timeout), quote(beside.string())));
    }
    if (!told) {
      wanted.reporter.log(log_level::info, "runtime",
                          "Waiting for another runner, which works outside of a transaction");
    }
    pause.expires_after(between_attempts);
    co_await pause.async_wait(boost::asio::use_awaitable);
  }
  co_return lock;
}

}  // namespace fz
