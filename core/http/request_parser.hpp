#pragma once

#include "core/http/request.hpp"
#include "core/http/request_head.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace fz::http {

/// Reads requests from the bytes of one connection, one after the other.
class request_parser {
 public:
  enum class progress {
    needs_header,      ///< more bytes of the header (or all of it) are missing
    needs_body,        ///< the header is read, more bytes of the body are missing
    complete,          ///< the request is read
    invalid,           ///< not a request: to be answered by 400
    header_too_large,  ///< 431
    body_too_large,    ///< 413
  };

  /// Requests are written to `into`; its addresses are not changed.
  request_parser(request& into, const limits& allowed);
  ~request_parser();

  /// Continues with `bytes`: those not consumed yet, followed by new ones.
  progress read(std::string_view bytes);

  /// How many bytes of the last call are done with and can be removed from the front.
  std::size_t consumed() const noexcept { return consumed_; }

  /// Before the next request.
  void restart();

  /// Valid once the header is read.
  bool keeps_alive() const noexcept { return keeps_alive_; }
  bool is_http_1_0() const noexcept { return is_http_1_0_; }
  bool expects_continue() const noexcept { return expects_continue_; }
  bool is_websocket() const noexcept { return is_websocket_; }

  /// True before the first byte of a request.
  bool is_idle() const noexcept { return is_idle_; }

 private:
  class message;

  progress read_header(std::string_view bytes);
  progress read_body(std::string_view bytes);
  bool take_header();

  request& request_;
  const limits& limits_;
  request_head head_;
  std::unique_ptr<message> message_;
  std::size_t consumed_ = 0;
  bool keeps_alive_ = true;
  bool is_http_1_0_ = false;
  bool expects_continue_ = false;
  bool is_websocket_ = false;
  bool is_idle_ = true;
};

}  // namespace fz::http
