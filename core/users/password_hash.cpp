#include "core/users/password_hash.hpp"

#include "core/async/offload.hpp"
#include "core/util/error.hpp"

#include <fmt/format.h>

#include <argon2.h>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <sys/random.h>
#include <system_error>

namespace fz {
namespace {

constexpr std::uint32_t passes = 3;
constexpr std::uint32_t memory_kib = 65536;
// libargon2's own functions start as many threads as there are lanes: on two cores and on one that
// took less time than its single-threaded way, the processor's as well as the wall clock's.
constexpr std::uint32_t lanes = 4;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;

std::array<char, salt_bytes> random_salt() {
  std::array<char, salt_bytes> salt{};
  // Up to 256 bytes come whole or not at all: getrandom(2).
  while (::getrandom(salt.data(), salt.size(), 0) < 0) {
    if (errno == EINTR) continue;
    throw error(error_kind::users, fmt::format("The system gives no random bytes for a salt: {}.",
                                               std::generic_category().message(errno)));
  }
  return salt;
}

}  // namespace

std::string hash_password(std::string_view password) {
  const std::array<char, salt_bytes> salt = random_salt();
  return hash_password(password, std::string_view(salt.data(), salt.size()));
}

std::string hash_password(std::string_view password, std::string_view salt) {
  std::string encoded(
      argon2_encodedlen(passes, memory_kib, lanes, static_cast<std::uint32_t>(salt.size()),
                        hash_bytes, Argon2_id),
      '\0');
  const int code =
      argon2id_hash_encoded(passes, memory_kib, lanes, password.data(), password.size(),
                            salt.data(), salt.size(), hash_bytes, encoded.data(), encoded.size());
  if (code != ARGON2_OK) {
    throw error(error_kind::users,
                fmt::format("The password cannot be hashed: {}.", argon2_error_message(code)));
  }
  encoded.resize(std::strlen(encoded.c_str()));
  return encoded;
}

bool verify_password(const std::string& encoded, std::string_view password) {
  const bool has_nul = encoded.find('\0') != std::string::npos;
  const int code = has_nul ? ARGON2_DECODING_FAIL
                           : argon2id_verify(encoded.c_str(), password.data(), password.size());
  if (code == ARGON2_OK) return true;
  if (code == ARGON2_VERIFY_MISMATCH) return false;
  throw error(error_kind::users,
              fmt::format("The stored hash cannot be checked against a password: {}.",
                          argon2_error_message(code)));
}

task<std::string> hash_password_on(thread_pool& pool, std::string password) {
  auto hash = [&password] {
    struct wiper {
      std::string& text;
      ~wiper() { wipe(text); }
    } const at_end{password};
    return hash_password(password);
  };
  co_return co_await offload(pool, hash);
}

void wipe(std::string& secret) {
  ::explicit_bzero(secret.data(), secret.size());
  secret.clear();
}

}  // namespace fz
