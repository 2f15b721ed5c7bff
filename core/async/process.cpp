#include "core/async/process.hpp"

#include "core/async/cancellation.hpp"
#include "core/async/offload.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <memory>
#include <mutex>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace fz {
namespace {

/// A process that was started and is waited for by one thread; any other may end it early.
class child {
 public:
  explicit child(pid_t id) : id_(id) {}

  void terminate() {
    const std::lock_guard lock(mutex_);
    if (!reaped_) ::kill(id_, SIGTERM);
  }

  process_end wait() {
    siginfo_t info{};
    while (::waitid(P_PID, static_cast<id_t>(id_), &info, WEXITED | WNOWAIT) != 0 &&
           errno == EINTR) {
    }
    // Its number is not reused until it is reaped, so terminate() cannot hit another process.
    const std::lock_guard lock(mutex_);
    int status = 0;
    ::waitpid(id_, &status, 0);
    reaped_ = true;
    process_end end;
    if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
    if (WIFEXITED(status)) end.status = WEXITSTATUS(status);
    return end;
  }

 private:
  const pid_t id_;
  std::mutex mutex_;
  bool reaped_ = false;
};

/// How the process differs from this one, freed with it.
class spawn_settings {
 public:
  explicit spawn_settings(const process& wanted) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    if (wanted.stdout_to_stderr) {
      ::posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
    }
    if (!wanted.folder.empty()) {
      ::posix_spawn_file_actions_addchdir_np(&actions_, wanted.folder.c_str());
    }
    // What this program does with signals is nothing that another should inherit.
    sigset_t none;
    sigset_t usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    for (const int signal : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE}) sigaddset(&usual, signal);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &usual);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  spawn_settings(const spawn_settings&) = delete;
  spawn_settings& operator=(const spawn_settings&) = delete;
  ~spawn_settings() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (std::string& each : strings) result.push_back(each.data());
  result.push_back(nullptr);
  return result;
}

std::string_view name_of(std::string_view variable) {
  return variable.substr(0, variable.find('='));
}

/// Each name occurs once: programs disagree on which of two counts.
std::vector<std::string> environment_of(const process& wanted) {
  std::vector<std::string> result = wanted.variables;
  for (char** each = ::environ; *each != nullptr; ++each) {
    const auto is_same = [&](const std::string& v) { return name_of(v) == name_of(*each); };
    const auto end = result.begin() + static_cast<std::ptrdiff_t>(wanted.variables.size());
    if (std::none_of(result.begin(), end, is_same)) result.emplace_back(*each);
  }
  return result;
}

pid_t start(process& wanted) {
  std::vector<std::string> environment = environment_of(wanted);
  const spawn_settings settings(wanted);
  pid_t id = 0;
  const int failure = ::posix_spawnp(&id, wanted.arguments.front().c_str(), settings.actions(),
                                     settings.attributes(), pointers(wanted.arguments).data(),
                                     pointers(environment).data());
  if (failure == 0) return id;
  throw error(error_kind::file, fmt::format("Cannot run {}: {}.", quote(wanted.arguments.front()),
                                            std::generic_category().message(failure)));
}

}  // namespace

std::string to_string(process_end end) {
  if (end.signal == 0) return fmt::format("exit status {}", end.status);
  return fmt::format("signal {} ({})", end.signal, ::strsignal(end.signal));
}

task<process_end> run_process(thread_pool& pool, process wanted) {
  const auto started = std::make_shared<child>(start(wanted));
  auto wait = [started] { return started->wait(); };
  std::function<void()> terminate = [started] { started->terminate(); };
  const process_end end = co_await offload(pool, std::move(wait), std::move(terminate));
  const auto state = co_await boost::asio::this_coro::cancellation_state;
  if (state.cancelled() != boost::asio::cancellation_type::none) throw_cancelled();
  co_return end;
}

}  // namespace fz
