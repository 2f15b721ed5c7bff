#pragma once

#include "core/http/observer.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace fz::http {

/// Counts what the server does, for Prometheus.
class metrics {
 public:
  void count(const access_record& answered);
  void count_login(bool succeeded) { ++(succeeded ? logins_ : failed_logins_); }

  /// Values of this moment.
  struct gauges {
    std::size_t open_connections = 0;
    std::size_t accepted_connections = 0;
    std::size_t turned_away = 0;
    std::size_t refused = 0;
    std::size_t passwords_pending = 0;
  };

  std::string text(const gauges& now) const;

 private:
  /// Upper bounds in seconds.
  static constexpr std::array<double, 10> bounds = {0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                    0.05,   0.1,   0.5,    1,     5};

  std::map<std::pair<std::string_view, int>, std::uint64_t> requests_;  // by route and status
  std::array<std::uint64_t, bounds.size() + 1> durations_{};
  double seconds_ = 0;
  std::uint64_t logins_ = 0;
  std::uint64_t failed_logins_ = 0;
};

}  // namespace fz::http
