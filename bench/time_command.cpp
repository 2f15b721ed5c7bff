#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

// time_command RUNS COMMAND…: runs the command so often, one after the other, with its output
// thrown away, and prints a line: minimum and median wall time, largest resident set. A program of
// its own because Linux counts the parent's memory at the time of exec in the child's peak.

namespace {

struct run_result {
  double milliseconds = 0;
  long peak_kib = 0;
};

run_result run_once(char** command) {
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = vfork();
  if (child == 0) {
    execvp(command[0], command);
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0) {
    std::fprintf(stderr, "time_command: %s failed\n", command[0]);
    std::exit(1);
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  return {took.count(), usage.ru_maxrss};
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 2 ? std::atoi(argv[1]) : 0;
  if (runs < 1) {
    std::fprintf(stderr, "usage: time_command RUNS COMMAND...\n");
    return 2;
  }
  FILE* const output = std::fopen("/dev/null", "w");
  const int terminal = dup(STDOUT_FILENO);
  dup2(fileno(output), STDOUT_FILENO);

  std::vector<double> times;
  long peak_kib = 0;
  for (int i = 0; i < runs; ++i) {
    const run_result result = run_once(argv + 2);
    times.push_back(result.milliseconds);
    peak_kib = std::max(peak_kib, result.peak_kib);
  }
  std::sort(times.begin(), times.end());
  dup2(terminal, STDOUT_FILENO);
  std::printf("min %6.2f ms   median %6.2f ms   peak %5.1f MiB   (%d runs)\n", times.front(),
              times[times.size() / 2], static_cast<double>(peak_kib) / 1024, runs);
  return 0;
}
