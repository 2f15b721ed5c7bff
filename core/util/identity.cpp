#include "core/util/identity.hpp"

#include <array>
#include <pwd.h>
#include <unistd.h>

namespace fz {
namespace {

std::string user_name(uid_t id) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  if (::getpwuid_r(id, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
    return entry.pw_name;
  }
  return std::to_string(id);
}

std::string host_name() {
  std::array<char, 256> buffer{};
  if (::gethostname(buffer.data(), buffer.size() - 1) != 0) return "";
  return buffer.data();
}

}  // namespace

identity own_identity() { return {user_name(::getuid()), host_name()}; }

std::string_view own_version() { return FZ_VERSION; }

}  // namespace fz
