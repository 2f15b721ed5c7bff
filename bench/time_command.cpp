#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

// time_command RUNS OUTPUT COMMAND…: runs the command so often, one after the other, each time with
// its output into the file OUTPUT, and prints a line: minimum and median wall time, median
// processor time, largest resident set. A program of its own because Linux counts the parent's
// memory at the time of exec in the child's peak.

namespace {

struct run_result {
  double wall = 0;  // milliseconds
  double processor = 0;
  long peak_kib = 0;
};

double milliseconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void write_to(const char* file) {
  const int output = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (output < 0 || dup2(output, STDOUT_FILENO) < 0) {
    std::perror(file);
    std::exit(1);
  }
  close(output);
}

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
  return {took.count(), milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime),
          usage.ru_maxrss};
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 3 ? std::atoi(argv[1]) : 0;
  if (runs < 1) {
    std::fprintf(stderr, "usage: time_command RUNS OUTPUT COMMAND...\n");
    return 2;
  }
  const int terminal = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
  std::vector<double> wall, processor;
  long peak_kib = 0;
  for (int i = 0; i < runs; ++i) {
    write_to(argv[2]);
    const run_result result = run_once(argv + 3);
    wall.push_back(result.wall);
    processor.push_back(result.processor);
    peak_kib = std::max(peak_kib, result.peak_kib);
  }
  dup2(terminal, STDOUT_FILENO);
  std::printf("min %6.2f ms   median %6.2f ms   processor %6.2f ms   peak %5.1f MiB   (%d runs)\n",
              *std::min_element(wall.begin(), wall.end()), median(wall), median(processor),
              static_cast<double>(peak_kib) / 1024, runs);
  return 0;
}
