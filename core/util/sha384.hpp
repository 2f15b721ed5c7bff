#pragma once

#include <string>
#include <string_view>

namespace fz {

/// The SHA-384 digest (FIPS 180-4) of the data as 96 hexadecimal digits, as `sha384sum` prints it.
std::string sha384(std::string_view data);

}  // namespace fz
