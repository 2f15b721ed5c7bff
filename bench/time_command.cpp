#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// time_command RESULT COMMAND…: runs the command and writes three numbers into the file RESULT:
// wall time and processor time in milliseconds, largest resident set in MiB, each with all that it
// started and waited for. Its exit code is the command's. A program of its own because Linux counts
// the parent's memory at the time of exec in the child's peak.

namespace {

double milliseconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
}

int run(char** command, double& wall, rusage& usage) {
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = vfork();
  if (child == 0) {
    execvp(command[0], command);
    _exit(127);
  }
  int status = 0;
  if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
    std::perror("time_command");
    std::exit(1);
  }
  wall =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: time_command RESULT COMMAND...\n");
    return 2;
  }
  double wall = 0;
  rusage usage{};
  const int status = run(argv + 2, wall, usage);
  std::FILE* result = std::fopen(argv[1], "w");
  if (result == nullptr) {
    std::perror(argv[1]);
    return 1;
  }
  std::fprintf(result, "%.3f %.3f %.3f\n", wall,
               milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime),
               static_cast<double>(usage.ru_maxrss) / 1024);
  std::fclose(result);
  return status;
}
