#include "core/http/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fz::http {
namespace {

template <class Number>
void append(std::string& to, std::string_view name, std::string_view type, std::string_view help,
            Number value) {
  to += fmt::format("# HELP {} {}\n# TYPE {} {}\n{} {}\n", name, help, name, type, name, value);
}

}  // namespace

void metrics::count(const access_record& answered) {
  ++requests_[{answered.route, answered.status}];
  const double seconds = std::chrono::duration<double>(answered.duration).count();
  seconds_ += seconds;
  const auto bound = std::lower_bound(bounds.begin(), bounds.end(), seconds);
  ++durations_.at(static_cast<std::size_t>(bound - bounds.begin()));
}

std::string metrics::text(const gauges& now) const {
  std::string text =
      "# HELP fz_http_requests_total Answered requests.\n"
      "# TYPE fz_http_requests_total counter\n";
  for (const auto& [key, count] : requests_) {
    text += fmt::format("fz_http_requests_total{{route=\"{}\",status=\"{}\"}} {}\n", key.first,
                        key.second, count);
  }
  text +=
      "# HELP fz_http_request_seconds Time from a request to its answer.\n"
      "# TYPE fz_http_request_seconds histogram\n";
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    sum += durations_.at(i);
    text += fmt::format("fz_http_request_seconds_bucket{{le=\"{}\"}} {}\n", bounds.at(i), sum);
  }
  sum += durations_.back();
  text += fmt::format(
      "fz_http_request_seconds_bucket{{le=\"+Inf\"}} {}\nfz_http_request_seconds_sum {}\n"
      "fz_http_request_seconds_count {}\n",
      sum, seconds_, sum);
  append(text, "fz_http_open_connections", "gauge", "Open connections.", now.open_connections);
  append(text, "fz_http_connections_total", "counter", "Accepted connections.",
         now.accepted_connections);
  append(text, "fz_http_turned_away_total", "counter",
         "Connections closed because too many were open.", now.turned_away);
  append(text, "fz_http_refused_total", "counter",
         "Requests that were not valid, too large or too slow.", now.refused);
  append(text, "fz_logins_total", "counter", "Successful logins.", logins_);
  append(text, "fz_failed_logins_total", "counter", "Failed logins.", failed_logins_);
  append(text, "fz_passwords_pending", "gauge", "Passwords being hashed or waiting.",
         now.passwords_pending);
  return text;
}

}  // namespace fz::http
