#include "core/util/sha256.hpp"

#include <cstdint>
#include <nettle/sha2.h>

namespace fz {
namespace {

sha256_ctx* context(std::array<std::byte, 112>& state) {
  static_assert(sizeof(sha256_ctx) <= 112 && alignof(sha256_ctx) <= 8);
  return reinterpret_cast<sha256_ctx*>(state.data());
}

}  // namespace

sha256_hash::sha256_hash() { nettle_sha256_init(context(state_)); }

void sha256_hash::update(std::string_view data) {
  nettle_sha256_update(context(state_), data.size(),
                       reinterpret_cast<const std::uint8_t*>(data.data()));
}

std::string sha256_hash::digest() {
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> bytes{};
  nettle_sha256_digest(context(state_), bytes.size(), bytes.data());
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 0xf];
  }
  return text;
}

std::string sha256(std::string_view data) {
  sha256_hash hash;
  hash.update(data);
  return hash.digest();
}

}  // namespace fz
