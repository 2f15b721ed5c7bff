#include "cmd/access_log.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <ctime>
#include <utility>

namespace fz::cmd {
namespace {

std::unique_ptr<spdlog::logger> open_log(const std::string& file) {
  if (file.empty()) return nullptr;
  std::shared_ptr<spdlog::sinks::sink> sink;
  try {
    if (file == "-") {
      sink = std::make_shared<spdlog::sinks::stderr_sink_st>();
    } else {
      sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(file);
    }
  } catch (const spdlog::spdlog_ex& e) {
    throw error(error_kind::file,
                fmt::format("The access log {} cannot be opened: {}.", quote(file), e.what()));
  }
  auto logger = std::make_unique<spdlog::logger>("access", std::move(sink));
  logger->set_formatter(std::make_unique<spdlog::pattern_formatter>("%v"));
  return logger;
}

/// "2026-01-31T12:00:00Z"
std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char text[sizeof "2026-01-31T12:00:00Z"];
  std::strftime(text, sizeof text, "%FT%TZ", &utc);
  return text;
}

double milliseconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

std::string as_text(const http::access_record& request) {
  return fmt::format("{} {} \"{} {}\" {} {} {:.2f}ms", utc_now(), printable(request.peer),
                     request.method.empty() ? "-" : request.method,
                     request.path.empty() ? "-" : printable(request.path), request.status,
                     request.bytes, milliseconds(request.duration));
}

std::string as_json(const http::access_record& request) {
  nlohmann::ordered_json line;
  line["time"] = utc_now();
  line["client"] = printable(request.peer);
  line["method"] = request.method;
  line["path"] = printable(request.path);
  line["status"] = request.status;
  line["bytes"] = request.bytes;
  line["milliseconds"] = milliseconds(request.duration);
  return line.dump();
}

}  // namespace

access_log::access_log(std::string file, bool as_json, fz::reporter& reporter)
    : file_(std::move(file)), as_json_(as_json), reporter_(reporter), logger_(open_log(file_)) {}

access_log::~access_log() = default;

void access_log::reopen() {
  if (logger_) logger_->flush();
  try {
    logger_ = open_log(file_);
  } catch (const error& e) {
    reporter_.log(log_level::error, "http",
                  fmt::format("{} Requests are still logged to the old file.", e.what()));
  }
}

void access_log::listening(std::string_view address) {
  reporter_.log(log_level::info, "http", fmt::format("Listening at http://{}", address));
}

void access_log::answered(const http::access_record& request) {
  if (logger_) logger_->info(as_json_ ? as_json(request) : as_text(request));
}

void access_log::failed(std::string_view route, std::string_view why) {
  reporter_.log(log_level::error, "http",
                fmt::format("{}: {}", printable(route), printable_lines(why)));
}

void access_log::tick() {
  if (logger_) logger_->flush();
}

}  // namespace fz::cmd
