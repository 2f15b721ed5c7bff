#pragma once

#include "core/async/task.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace fz::http {

/// The answer to a request.
struct response {
  int status = 200;
  std::string_view content_type = "application/json";  ///< of static storage; empty: no header
  std::string body = {};
  /// Instead of `body`, if several answers share it.
  std::shared_ptr<const std::string> shared_body = {};
  /// If set, gives what follows the body, piece by piece, and "" at the end.
  std::function<task<std::string>()> more = {};
  std::string headers = {};  ///< further ones: "name: value\r\n" each
  bool closes = false;       ///< the connection is closed afterwards
  /// How the answer is counted and logged: "/users/{user_id}"; of static storage.
  std::string_view route = {};

  std::string_view content() const noexcept { return shared_body ? *shared_body : body; }
};

/// "Not Found", "Unprocessable Content", …
std::string_view reason_of(int status);

/// {"detail":"…"} with that status.
response detail(int status, std::string_view sentence);

/// `body` of that type, which must be of static storage.
response content(int status, std::string_view content_type, std::string body);

/// Replaces a header's line end or any other control character, so that a value cannot become two.
std::string header_value(std::string_view text);

/// How a response is sent.
struct framing {
  bool is_head = false;  ///< without its body
  bool keeps_alive = true;
  bool is_http_1_0 = false;  ///< no chunks: a body of unknown length ends with the connection
};

/// Appends status line and header of `answer`; `date` is an HTTP date.
void append_head(std::string& to, const response& answer, const framing& how,
                 std::string_view date);

/// The time as HTTP writes it: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(std::int64_t seconds);

}  // namespace fz::http
