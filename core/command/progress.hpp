#pragma once

#include "core/util/reporter.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace fz::command {

/// How far a long piece of work has come, on the reporter's line of status: a bar, the rate and the
/// time that is left. Shown ten times a second at most, and taken away at the end.
class progress {
 public:
  progress(reporter& to, std::string what, std::size_t total);
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  ~progress();

  void add(std::size_t done);

  /// "Hashing passwords [##########----------] 50 %, 13/s, 8 s left"
  static std::string line(const std::string& what, std::size_t done, std::size_t total,
                          std::chrono::duration<double> so_far);

 private:
  using clock = std::chrono::steady_clock;

  reporter& reporter_;
  std::string what_;
  std::size_t total_;
  std::size_t done_ = 0;
  bool is_watched_;
  clock::time_point begin_ = clock::now();
  clock::time_point shown_ = begin_;
};

}  // namespace fz::command
