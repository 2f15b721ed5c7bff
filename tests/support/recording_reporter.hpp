#pragma once

#include "core/util/reporter.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// Keeps what it is told.
class recording_reporter final : public reporter {
 public:
  void log(log_level, std::string_view, std::string_view message) override {
    lines.emplace_back(message);
  }

  bool is_watched() const noexcept override { return watched; }

  void status(std::string_view line) override { statuses.emplace_back(line); }

  std::vector<std::string> lines;
  std::vector<std::string> statuses;
  bool watched = false;
};

}  // namespace fz
