#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace fz {

/// A program that runs beside this one in a session of its own, so that Ctrl-C does not reach it.
/// Its standard input stays open as long as this object: a program that reads there sees the end
/// when this process ends, even by SIGKILL. Everything here blocks.
class attached_process {
 public:
  /// `arguments`: the first is the program's path. Throws error(file) if it cannot be started.
  explicit attached_process(std::vector<std::string> arguments);
  attached_process(const attached_process&) = delete;
  attached_process& operator=(const attached_process&) = delete;
  /// Closes its standard input and waits for its end.
  ~attached_process();

  /// The next line of its standard output, without the line feed; "" at the end.
  std::string read_line();

 private:
  pid_t id_ = 0;
  int input_ = -1;
  int output_ = -1;
};

}  // namespace fz
