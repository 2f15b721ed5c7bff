#include "core/util/sha384.hpp"

#include <array>
#include <cstdint>
#include <nettle/sha2.h>

namespace fz {

std::string sha384(std::string_view data) {
  sha512_ctx context;
  nettle_sha384_init(&context);
  nettle_sha512_update(&context, data.size(), reinterpret_cast<const std::uint8_t*>(data.data()));
  std::array<std::uint8_t, SHA384_DIGEST_SIZE> bytes{};
  nettle_sha384_digest(&context, bytes.size(), bytes.data());
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 0xf];
  }
  return text;
}

}  // namespace fz
