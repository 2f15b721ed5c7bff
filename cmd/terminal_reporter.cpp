#include "cmd/terminal_reporter.hpp"

#include "cmd/terminal.hpp"
#include "core/util/text.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <string>
#include <string_view>

namespace fz::cmd {
namespace {

spdlog::level::level_enum level_of(log_level level) {
  switch (level) {
    case log_level::debug:
      return spdlog::level::debug;
    case log_level::info:
      return spdlog::level::info;
    case log_level::warning:
      return spdlog::level::warn;
    case log_level::error:
      break;
  }
  return spdlog::level::err;
}

std::string_view name_of(log_level level) {
  switch (level) {
    case log_level::debug:
      return "DEBUG";
    case log_level::info:
      return "INFO ";
    case log_level::warning:
      return "WARN ";
    case log_level::error:
      break;
  }
  return "ERROR";
}

spdlog::level::level_enum threshold(verbosity how) {
  switch (how) {
    case verbosity::quiet:
      return spdlog::level::err;
    case verbosity::normal:
      return spdlog::level::info;
    case verbosity::verbose:
      break;
  }
  return spdlog::level::debug;
}

}  // namespace

terminal_reporter::terminal_reporter(verbosity how) : verbosity_(how) {}

terminal_reporter::~terminal_reporter() = default;

void terminal_reporter::log(log_level level, std::string_view component, std::string_view message) {
  if (level_of(level) < threshold(verbosity_)) return;
  status("");
  logger().log(level_of(level), "{} [fz.{}] {}", name_of(level), component, message);
}

bool terminal_reporter::is_watched() const noexcept {
  return verbosity_ != verbosity::quiet && shows_status(stderr);
}

void terminal_reporter::status(std::string_view lines) {
  if (lines.empty() && lines_shown_ == 0) return;
  if (!is_watched()) return;
  std::string shown = "\r\033[K";
  if (lines_shown_ > 1) shown = "\r\033[" + std::to_string(lines_shown_ - 1) + "A\033[J";
  const std::size_t columns = columns_of(stderr) - 1;
  lines_shown_ = 0;
  for (const std::string_view line : split(lines, '\n')) {
    if (lines_shown_++ > 0) shown += "\n";
    shown += first_columns(line, columns);
  }
  if (lines.empty()) lines_shown_ = 0;
  std::fputs(shown.c_str(), stderr);
  std::fflush(stderr);
}

spdlog::logger& terminal_reporter::logger() {
  if (!logger_) {
    const auto color = wants_color(stderr) ? spdlog::color_mode::always : spdlog::color_mode::never;
    auto sink = std::make_shared<spdlog::sinks::ansicolor_stderr_sink_st>(color);
    logger_ = std::make_unique<spdlog::logger>("fz", std::move(sink));
    logger_->set_formatter(std::make_unique<spdlog::pattern_formatter>("%v"));
    logger_->set_level(threshold(verbosity_));
    logger_->flush_on(spdlog::level::debug);
  }
  return *logger_;
}

void print_error(const char* sentence) {
  const bool color = wants_color(stderr);
  std::fprintf(stderr, "%serror:%s %s\n", color ? "\033[1;31m" : "", color ? "\033[0m" : "",
               sentence);
}

}  // namespace fz::cmd
