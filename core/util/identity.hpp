#pragma once

#include <string>
#include <string_view>

namespace fz {

/// Who runs this process, and where.
struct identity {
  std::string user;  ///< the name of the operating system's user, or its number if it has none
  std::string host;
};

identity own_identity();

/// The version of fz, "0.1.0".
std::string_view own_version();

}  // namespace fz
