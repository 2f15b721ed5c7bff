#pragma once

#include <string>
#include <string_view>

namespace fz::http {

/// The parts of a request's target that a server routes by.
struct target {
  std::string_view path;   ///< as it was sent; "/" for an absolute target without a path
  std::string_view query;  ///< without the `?`
};

/// Takes apart a target in origin-form ("/users/?limit=1"), absolute-form ("http://host/users/") or
/// asterisk-form; a fragment is left out. False for anything else.
bool read_target(std::string_view text, target& result);

}  // namespace fz::http
