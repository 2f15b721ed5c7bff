#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace fz {

/// How far the clocks of a zone are ahead of UTC at a moment. The zone is "UTC", "local" or a name
/// of the IANA database under /usr/share/zoneinfo. Throws error(config) if there is no such zone.
std::chrono::seconds utc_offset(const std::string& zone, std::chrono::sys_seconds moment);

/// The same from the content of a TZif file, version 2 or later (RFC 8536). Throws error(config)
/// that names `file` if it is none.
std::chrono::seconds utc_offset_in(std::string_view tzif, const std::string& file,
                                   std::chrono::sys_seconds moment);

}  // namespace fz
