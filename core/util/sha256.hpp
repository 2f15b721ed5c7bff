#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace fz {

/// The SHA-256 digest (FIPS 180-4) of data that comes piece by piece.
class sha256_hash {
 public:
  sha256_hash();

  void update(std::string_view data);

  /// The digest of all pieces as 64 hexadecimal digits, as `sha256sum` prints it. To be asked once,
  /// at the end.
  std::string digest();

 private:
  alignas(8) std::array<std::byte, 112> state_;  // nettle's sha256_ctx
};

/// The digest of `data`.
std::string sha256(std::string_view data);

}  // namespace fz
