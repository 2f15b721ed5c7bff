#pragma once

#include "core/util/reporter.hpp"

#include <cstddef>
#include <memory>

namespace spdlog {
class logger;
}

namespace fz::cmd {

enum class verbosity { quiet, normal, verbose };

/// Writes log lines to stderr, coloured on a terminal: "INFO  [fz.runtime] Running upgrade …".
/// Quiet shows errors only. On a terminal a line of status stands below them, cut to its width.
class terminal_reporter final : public reporter {
 public:
  explicit terminal_reporter(verbosity how);
  ~terminal_reporter() override;

  void log(log_level level, std::string_view component, std::string_view message) override;
  bool is_watched() const noexcept override;
  /// May be several lines: a table that is redrawn.
  void status(std::string_view lines) override;

 private:
  spdlog::logger& logger();

  verbosity verbosity_;
  std::size_t lines_shown_ = 0;             // of the status
  std::unique_ptr<spdlog::logger> logger_;  // made at the first line: many commands say nothing
};

/// Writes "error: …" to stderr, red on a terminal.
void print_error(const char* sentence);

}  // namespace fz::cmd
