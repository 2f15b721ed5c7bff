#pragma once

#include <string>
#include <string_view>

namespace fz::importer {

/// The first 16 hexadecimal digits of the SHA-256 digest: enough to see that a file has changed.
std::string sha256_start(std::string_view text);

/// What Flyway keeps of a script: the CRC-32 of its lines without their ends, as a signed number.
std::string flyway_checksum(std::string_view text);

}  // namespace fz::importer
