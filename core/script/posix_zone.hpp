#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace fz {

/// How far clocks are ahead of UTC at a moment by the rule of a POSIX TZ string such as
/// "CET-1CEST,M3.5.0,M10.5.0/3" (RFC 8536, section 3.3.1: hours may go from -167 to 167). Nothing
/// if it is none.
std::optional<std::chrono::seconds> posix_utc_offset(std::string_view rule,
                                                     std::chrono::sys_seconds moment);

}  // namespace fz
