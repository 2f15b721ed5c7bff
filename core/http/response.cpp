#include "core/http/response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <utility>

namespace fz::http {
namespace {

struct named_status {
  int status;
  std::string_view reason;
};

constexpr std::array reasons = {
    named_status{200, "OK"},
    named_status{201, "Created"},
    named_status{204, "No Content"},
    named_status{307, "Temporary Redirect"},
    named_status{400, "Bad Request"},
    named_status{401, "Unauthorized"},
    named_status{403, "Forbidden"},
    named_status{404, "Not Found"},
    named_status{405, "Method Not Allowed"},
    named_status{408, "Request Timeout"},
    named_status{409, "Conflict"},
    named_status{413, "Content Too Large"},
    named_status{422, "Unprocessable Content"},
    named_status{429, "Too Many Requests"},
    named_status{431, "Request Header Fields Too Large"},
    named_status{500, "Internal Server Error"},
    named_status{503, "Service Unavailable"},
};

/// Every answer has these: browsers do not guess types, show no page in a frame, and send no
/// referrer to other sites.
constexpr std::string_view security_headers =
    "x-content-type-options: nosniff\r\n"
    "x-frame-options: DENY\r\n"
    "referrer-policy: no-referrer\r\n";

}  // namespace

std::string_view reason_of(int status) {
  const auto* const found = std::find_if(reasons.begin(), reasons.end(),
                                         [&](const auto& each) { return each.status == status; });
  return found == reasons.end() ? std::string_view("Unknown") : found->reason;
}

response detail(int status, std::string_view sentence) {
  response result;
  result.status = status;
  result.body = "{\"detail\":\"";
  result.body += sentence;  // our own words: nothing in them needs an escape
  result.body += "\"}";
  return result;
}

response content(int status, std::string_view content_type, std::string body) {
  response result;
  result.status = status;
  result.content_type = content_type;
  result.body = std::move(body);
  return result;
}

std::string header_value(std::string_view text) {
  std::string result(text);
  std::replace_if(
      result.begin(), result.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return result;
}

void append_head(std::string& to, const response& answer, const framing& how,
                 std::string_view date) {
  const auto out = std::back_inserter(to);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\ndate: {}\r\nserver: fz\r\n", answer.status,
                 reason_of(answer.status), date);
  if (!answer.more) {
    fmt::format_to(out, "content-length: {}\r\n", answer.content().size());
  } else if (!how.is_http_1_0) {
    to += "transfer-encoding: chunked\r\n";
  }
  if (!answer.content_type.empty()) {
    to += "content-type: ";
    to += answer.content_type;
    to += "\r\n";
  }
  to += answer.headers;
  to += security_headers;
  if (!how.keeps_alive) to += "connection: close\r\n";
  to += "\r\n";
}

std::string http_date(std::int64_t seconds) {
  constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed",
                                                    "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto time = static_cast<std::time_t>(seconds);
  std::tm utc{};
  ::gmtime_r(&time, &utc);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     days.at(static_cast<std::size_t>(utc.tm_wday)), utc.tm_mday,
                     months.at(static_cast<std::size_t>(utc.tm_mon)), utc.tm_year + 1900,
                     utc.tm_hour, utc.tm_min, utc.tm_sec);
}

}  // namespace fz::http
