#include "core/command/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace fz::command {
namespace {

/// "8 s", "3 min 20 s", "2 h 5 min"
std::string shown_time(double seconds) {
  const auto whole = static_cast<long>(std::ceil(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace

progress::progress(reporter& to, std::string what, std::size_t total)
    : reporter_(to), what_(std::move(what)), total_(total), is_watched_(to.is_watched()) {}

progress::~progress() {
  if (is_watched_) reporter_.status("");
}

void progress::add(std::size_t done) {
  constexpr std::chrono::milliseconds between(100);
  done_ += done;
  if (!is_watched_) return;
  const auto now = clock::now();
  if (now - shown_ < between) return;
  shown_ = now;
  reporter_.status(line(what_, done_, total_, now - begin_));
}

std::string progress::line(const std::string& what, std::size_t done, std::size_t total,
                           std::chrono::duration<double> so_far) {
  constexpr std::size_t width = 20;
  const std::size_t filled = total == 0 ? width : std::min(width, done * width / total);
  const std::size_t percent = total == 0 ? 100 : done * 100 / total;
  const double rate = static_cast<double>(done) / std::max(so_far.count(), 1e-9);
  const std::string bar = std::string(filled, '#') + std::string(width - filled, '-');
  std::string text = fmt::format("{} [{}] {} %", what, bar, percent);
  if (done == 0) return text;
  text += rate < 10 ? fmt::format(", {:.1f}/s", rate) : fmt::format(", {:.0f}/s", rate);
  const double left = static_cast<double>(total - std::min(done, total)) / rate;
  return text + fmt::format(", {} left", shown_time(left));
}

}  // namespace fz::command
