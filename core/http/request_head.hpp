#pragma once

#include <cstddef>
#include <string_view>

namespace fz::http {

/// Reads the header of a request byte by byte and refuses what servers and proxies read in
/// different ways: bare line feeds, folded lines, a blank before the colon, control characters, an
/// unknown method or version. Strict as RFC 9112 allows to be; what the fields say is not looked
/// at.
class request_head {
 public:
  enum class state { incomplete, complete, invalid };

  /// Reads on in `bytes`, which begin where the request does and have grown since the last call.
  state read(std::string_view bytes);

  /// The length of a complete header, with the empty line.
  std::size_t size() const noexcept { return at_; }

  /// The bytes of empty lines before the request line.
  std::size_t begin() const noexcept { return begin_; }

  void restart() { *this = request_head(); }

 private:
  enum class place {
    before,
    before_line_feed,
    method,
    target,
    version,
    line_feed,
    line,
    name,
    value,
    last_line_feed,
    end,
    refused,
  };

  place next(std::string_view bytes, char c);
  place start_method(char c);
  place end_method(std::string_view bytes);
  place in_version(char c);

  place place_ = place::before;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::size_t part_ = 0;  // where the method, target or version begins
};

}  // namespace fz::http
