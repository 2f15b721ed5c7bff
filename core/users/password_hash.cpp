#include "core/users/password_hash.hpp"

#include "core/util/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <argon2.h>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <span>
#include <sys/random.h>
#include <system_error>

namespace fz {
namespace {

constexpr std::uint32_t passes = 3;
constexpr std::uint32_t memory_kib = 65536;
constexpr std::uint32_t lanes = 4;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;

void fill_with_random_bytes(std::span<char> bytes) {
  // getrandom(2) never gives only a part of 256 bytes or less.
  while (::getrandom(bytes.data(), bytes.size(), 0) < 0) {
    if (errno == EINTR) continue;
    throw error(error_kind::users, fmt::format("The system has no random bytes: {}.",
                                               std::generic_category().message(errno)));
  }
}

std::string base64(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const std::uint8_t byte : bytes) {
    bits = (bits << 8U) | byte;
    for (count += 8; count >= 6; count -= 6) text += digits[(bits >> (count - 6)) & 0x3FU];
  }
  if (count > 0) text += digits[(bits << (6 - count)) & 0x3FU];
  return text;
}

bool is_base64(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '.';
  });
}

/// "KEY=number" with a number greater than 0.
bool is_parameter(std::string_view text, std::string_view key) {
  if (!text.starts_with(key)) return false;
  text.remove_prefix(key.size());
  return !text.empty() && text.size() <= 10 && text[0] != '0' &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Takes the text up to `end`, or all of it, and the character itself away from `rest`.
std::string_view take_until(std::string_view& rest, char end) {
  const std::size_t at = std::min(rest.find(end), rest.size());
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return taken;
}

/// "$argon2id$v=19$m=65536,t=3,p=4$salt$hash"; before version 19 "v=" is left out.
bool is_argon2(std::string_view text) {
  if (!text.starts_with('$') || std::count(text.begin(), text.end(), '$') > 5) return false;
  text.remove_prefix(1);
  const std::string_view kind = take_until(text, '$');
  if (kind != "argon2id" && kind != "argon2i" && kind != "argon2d") return false;
  if (text.starts_with("v=") && !is_parameter(take_until(text, '$'), "v=")) return false;
  std::string_view cost = take_until(text, '$');
  for (const std::string_view key : {"m=", "t=", "p="}) {
    if (!is_parameter(take_until(cost, ','), key)) return false;
  }
  const std::string_view salt = take_until(text, '$');
  return cost.empty() && is_base64(salt) && is_base64(text);
}

/// "$2b$12$", then 22 characters of salt and 31 of hash.
bool is_bcrypt(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() == 60 && text.starts_with("$2") &&
         std::string_view("abxy").find(text[2]) != std::string_view::npos && text[3] == '$' &&
         is_digit(text[4]) && is_digit(text[5]) && text[6] == '$' && is_base64(text.substr(7));
}

argon2_type type_of(std::string_view encoded) {
  if (encoded.starts_with("$argon2id$")) return Argon2_id;
  if (encoded.starts_with("$argon2i$")) return Argon2_i;
  return Argon2_d;
}

[[noreturn]] void throw_unverifiable(std::string_view why) {
  throw error(error_kind::users,
              fmt::format("The stored hash cannot be checked against a password: {}.", why));
}

}  // namespace

std::string hash_password(std::string_view password, hash_threads how) {
  std::array<char, salt_bytes> salt{};
  fill_with_random_bytes(salt);
  return hash_password(password, std::string_view(salt.data(), salt.size()), how);
}

std::string hash_password(std::string_view password, std::string_view given_salt,
                          hash_threads how) {
  std::string salt(given_salt);
  std::string secret(password);
  std::array<std::uint8_t, hash_bytes> hash{};
  argon2_context context{};
  context.out = hash.data();
  context.outlen = hash.size();
  context.pwd = reinterpret_cast<std::uint8_t*>(secret.data());
  context.pwdlen = static_cast<std::uint32_t>(secret.size());
  context.salt = reinterpret_cast<std::uint8_t*>(salt.data());
  context.saltlen = static_cast<std::uint32_t>(salt.size());
  context.t_cost = passes;
  context.m_cost = memory_kib;
  context.lanes = lanes;
  context.threads = how == hash_threads::one ? 1 : lanes;
  context.version = ARGON2_VERSION_13;
  const int code = argon2id_ctx(&context);
  wipe(secret);
  if (code != ARGON2_OK) {
    throw error(error_kind::users,
                fmt::format("The password cannot be hashed: {}.", argon2_error_message(code)));
  }
  const auto* salt_begin = reinterpret_cast<const std::uint8_t*>(salt.data());
  return fmt::format("$argon2id$v=19$m={},t={},p={}${}${}", memory_kib, passes, lanes,
                     base64({salt_begin, salt.size()}), base64(hash));
}

bool verify_password(const std::string& encoded, std::string_view password) {
  if (is_bcrypt(encoded)) throw_unverifiable("it is of bcrypt");
  if (!is_argon2(encoded)) throw_unverifiable("it is not of Argon2");
  const int code =
      argon2_verify(encoded.c_str(), password.data(), password.size(), type_of(encoded));
  if (code == ARGON2_OK) return true;
  if (code == ARGON2_VERIFY_MISMATCH) return false;
  throw_unverifiable(argon2_error_message(code));
}

bool is_password_hash(std::string_view text) { return is_argon2(text) || is_bcrypt(text); }

std::string generate_password() {
  constexpr std::string_view characters =
      "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  constexpr std::size_t length = 24;
  // A byte beyond the last whole multiple would make some characters likelier than others.
  constexpr std::size_t multiple = 256 / characters.size() * characters.size();
  std::string password;
  while (password.size() < length) {
    std::array<char, 64> bytes{};
    fill_with_random_bytes(bytes);
    for (const char c : bytes) {
      const auto number = static_cast<unsigned char>(c);
      if (number < multiple && password.size() < length) {
        password += characters[number % characters.size()];
      }
    }
  }
  return password;
}

void wipe(std::string& secret) {
  ::explicit_bzero(secret.data(), secret.size());
  secret.clear();
}

}  // namespace fz
