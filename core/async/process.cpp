#include "core/async/process.hpp"

#include "core/async/cancellation.hpp"
#include "core/async/offload.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
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

/// Both ends of a pipe, which no other process inherits.
class output_pipe {
 public:
  output_pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) {
      throw error(error_kind::file,
                  fmt::format("Cannot make a pipe: {}.", std::generic_category().message(errno)));
    }
  }
  output_pipe(const output_pipe&) = delete;
  output_pipe& operator=(const output_pipe&) = delete;
  ~output_pipe() {
    ::close(ends_[0]);
    close_writer();
  }

  int writer() const { return ends_[1]; }
  void close_writer() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

  std::string read_all() const {
    std::string text;
    std::array<char, 65536> piece;
    for (;;) {
      const ssize_t count = ::read(ends_[0], piece.data(), piece.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return text;
      text.append(piece.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

constexpr int same_output = -1;

/// How the process differs from this one, freed with it.
class spawn_settings {
 public:
  spawn_settings(const process& wanted, int output) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    if (wanted.stdout_to_stderr) {
      ::posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
    }
    if (output != same_output) {
      ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
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

pid_t start(process& wanted, int output) {
  std::vector<std::string> environment = environment_of(wanted);
  const spawn_settings settings(wanted, output);
  pid_t id = 0;
  const int failure = ::posix_spawnp(&id, wanted.arguments.front().c_str(), settings.actions(),
                                     settings.attributes(), pointers(wanted.arguments).data(),
                                     pointers(environment).data());
  if (failure == 0) return id;
  throw error(error_kind::file, fmt::format("Cannot run {}: {}.", quote(wanted.arguments.front()),
                                            std::generic_category().message(failure)));
}

task<> throw_if_was_cancelled() {
  const auto state = co_await boost::asio::this_coro::cancellation_state;
  if (state.cancelled() != boost::asio::cancellation_type::none) throw_cancelled();
}

}  // namespace

std::string to_string(process_end end) {
  if (end.signal == 0) return fmt::format("exit status {}", end.status);
  return fmt::format("signal {} ({})", end.signal, ::strsignal(end.signal));
}

task<process_end> run_process(thread_pool& pool, process wanted) {
  const auto started = std::make_shared<child>(start(wanted, same_output));
  auto wait = [started] { return started->wait(); };
  std::function<void()> terminate = [started] { started->terminate(); };
  const process_end end = co_await offload(pool, std::move(wait), std::move(terminate));
  co_await throw_if_was_cancelled();
  co_return end;
}

task<process_output> read_process(thread_pool& pool, process wanted) {
  const auto output = std::make_shared<output_pipe>();
  const auto started = std::make_shared<child>(start(wanted, output->writer()));
  output->close_writer();
  auto read = [started, output] {
    process_output all;
    all.text = output->read_all();
    all.end = started->wait();
    return all;
  };
  std::function<void()> terminate = [started] { started->terminate(); };
  process_output all = co_await offload(pool, std::move(read), std::move(terminate));
  co_await throw_if_was_cancelled();
  co_return all;
}

}  // namespace fz
