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

/// "ada on build7, process 4242": what other processes show while they wait for this one.
/// Printable.
std::string process_name();

/// A name that no other process has given: 32 hexadecimal digits.
std::string random_name();

/// The version of fz, "0.1.0".
std::string_view own_version();

}  // namespace fz
