#include "core/async/attached_process.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace fz {
namespace {

using pipe_ends = std::array<int, 2>;

void close_all(const pipe_ends& ends) {
  ::close(ends[0]);
  ::close(ends[1]);
}

error cannot_start(const std::string& program, int why) {
  return error(error_kind::file, fmt::format("Cannot run {}: {}.", quote(program),
                                             std::generic_category().message(why)));
}

int spawn(pid_t& id, std::vector<std::string>& arguments, int input, int output) {
  std::vector<char*> pointers;
  for (std::string& each : arguments) pointers.push_back(each.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  sigset_t none;
  sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
  const int failure =
      ::posix_spawn(&id, pointers.front(), &actions, &attributes, pointers.data(), ::environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  return failure;
}

}  // namespace

attached_process::attached_process(std::vector<std::string> arguments) {
  const std::string program = arguments.front();
  pipe_ends input{};
  pipe_ends output{};
  if (::pipe2(input.data(), O_CLOEXEC) != 0) throw cannot_start(program, errno);
  if (::pipe2(output.data(), O_CLOEXEC) != 0) {
    const int why = errno;
    close_all(input);
    throw cannot_start(program, why);
  }
  const int failure = spawn(id_, arguments, input[0], output[1]);
  if (failure != 0) {
    close_all(input);
    close_all(output);
    throw cannot_start(program, failure);
  }
  ::close(input[0]);
  ::close(output[1]);
  input_ = input[1];
  output_ = output[0];
}

attached_process::~attached_process() {
  ::close(input_);
  while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
  }
  ::close(output_);
}

std::string attached_process::read_line() {
  std::string line;
  char c = 0;
  for (;;) {
    const ssize_t count = ::read(output_, &c, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || c == '\n') return line;
    line += c;
  }
}

}  // namespace fz
