#pragma once

#include <string>
#include <string_view>

namespace fz {

/// The SHA-256 digest of `data` (FIPS 180-4) as 64 hexadecimal digits, as `sha256sum` prints it.
std::string sha256(std::string_view data);

}  // namespace fz
