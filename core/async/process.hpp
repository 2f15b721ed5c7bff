#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace fz {

/// A program to be run; it shares the terminal and the standard streams with this one.
struct process {
  std::vector<std::string> arguments;       ///< the first names the program, found along PATH
  std::vector<std::string> variables = {};  ///< "NAME=value", beside the environment of this one
  std::filesystem::path folder = {};        ///< empty: the working folder
  bool stdout_to_stderr = false;
};

/// How a process ended: with `status`, or by `signal` if that is not 0.
struct process_end {
  int status = 0;
  int signal = 0;

  bool is_success() const noexcept { return status == 0 && signal == 0; }
};

/// "exit status 3", "signal 15 (Terminated)".
std::string to_string(process_end end);

/// Runs the program and waits for its end while the loop continues. Signals find it as they find a
/// program that a shell starts. A cancellation sends it SIGTERM, and its end is waited for. Throws
/// error(file) with the system's words if it cannot be started.
task<process_end> run_process(thread_pool& pool, process wanted);

/// What a program wrote to its standard output, and how it ended.
struct process_output {
  process_end end;
  std::string text;
};

/// The same for a program whose standard output is wanted; all of it is kept.
task<process_output> read_process(thread_pool& pool, process wanted);

}  // namespace fz
