#include "core/util/identity.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <array>
#include <pwd.h>
#include <random>
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

std::string process_name() {
  const identity who = own_identity();
  return printable(fmt::format("{} on {}, process {}", who.user, who.host, ::getpid()));
}

std::string random_name() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

std::string_view own_version() { return FZ_VERSION; }

}  // namespace fz
