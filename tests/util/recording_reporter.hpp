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

  std::vector<std::string> lines;
};

}  // namespace fz
