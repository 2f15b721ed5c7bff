#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fz::http {

/// base64url (RFC 4648, 5) without padding.
std::string encode_base64url(std::string_view bytes);

/// The bytes of base64url, with or without padding; nothing for any other text.
std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace fz::http
