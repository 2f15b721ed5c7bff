#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace fz::http {

/// A JSON Web Token (RFC 7519), signed with HMAC-SHA256, that says who its bearer is until a time
/// comes: {"sub":subject,"exp":seconds}.
std::string make_access_token(std::string_view secret, std::string_view subject,
                              std::chrono::sys_seconds expires);

/// `beginning` (header and claims in base64url, with a point between them) with its signature.
std::string sign_token(std::string_view secret, std::string beginning);

/// Who the bearer of `token` is at the time `now`; nothing if it was not signed with
/// `secret` and HS256, has expired, is not valid yet, or is for another service ("aud").
std::optional<std::string> subject_of(std::string_view secret, std::string_view token,
                                      std::chrono::sys_seconds now);

/// The token of an Authorization header.
struct bearer {
  bool is_bearer = false;  ///< the scheme is Bearer, in any case
  std::string token = {};  ///< may be empty
};
bearer read_bearer(std::string_view authorization);

}  // namespace fz::http
