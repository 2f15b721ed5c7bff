#include "core/http/base64.hpp"

#include <cstdint>
#include <nettle/base64.h>

namespace fz::http {

std::string encode_base64url(std::string_view bytes) {
  std::string text(BASE64_ENCODE_RAW_LENGTH(bytes.size()), '\0');
  base64_encode_ctx context;
  base64url_encode_init(&context);
  std::size_t length = base64_encode_update(&context, text.data(), bytes.size(),
                                            reinterpret_cast<const std::uint8_t*>(bytes.data()));
  length += base64_encode_final(&context, text.data() + length);
  text.resize(text.find_last_not_of('=', length == 0 ? 0 : length - 1) + 1);
  return length == 0 ? std::string() : text;
}

std::optional<std::string> decode_base64url(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string padded(text);
  padded.append((4 - text.size() % 4) % 4, '=');
  if (text.find_first_of("= \t\r\n\v\f") != std::string_view::npos) return std::nullopt;
  std::string bytes(BASE64_DECODE_LENGTH(padded.size()), '\0');
  std::size_t length = bytes.size();
  base64_decode_ctx context;
  base64url_decode_init(&context);
  if (base64_decode_update(&context, &length, reinterpret_cast<std::uint8_t*>(bytes.data()),
                           padded.size(), padded.data()) == 0 ||
      base64_decode_final(&context) == 0) {
    return std::nullopt;
  }
  bytes.resize(length);
  return bytes;
}

}  // namespace fz::http
