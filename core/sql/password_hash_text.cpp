#include "core/sql/password_hash_text.hpp"

#include <algorithm>
#include <array>

namespace fz {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hash_character(char c) {
  return is_letter(c) || is_digit(c) ||
         std::string_view("$./+=:_-*").find(c) != std::string_view::npos;
}

/// True if "t=" or the like is there, as in "m=19456,t=2,p=1".
bool begins_parameter(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]))) ++end;
  return end > at && end < text.size() && text[end] == '=' && is_letter(text[at]);
}

/// The end of what may belong to a hash; a comma does only between its parameters.
std::size_t end_of_run(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const bool joins = text[at] == ',' && begins_parameter(text, at + 1);
    if (!joins && !is_hash_character(text[at])) break;
    ++at;
  }
  return at;
}

bool starts_with_one_of(std::string_view text, const auto& signs) {
  return std::any_of(signs.begin(), signs.end(),
                     [&](std::string_view sign) { return text.starts_with(sign); });
}

/// Nothing else looks like these.
bool has_clear_sign(std::string_view text) {
  constexpr auto signs = std::to_array<std::string_view>(
      {"$argon2",        "$2a$",    "$2b$",      "$2x$",           "$2y$",
       "$scrypt$",       "$pbkdf2", "$bcrypt-",  "SCRAM-SHA-1$",   "SCRAM-SHA-256$",
       "SCRAM-SHA-512$", "argon2$", "bcrypt$$2", "bcrypt_sha256$", "pbkdf2_sha",
       "pbkdf2:sha",     "scrypt:", "{SSHA",     "{SHA",           "{SMD5}",
       "{MD5}",          "{CRYPT}", "{ARGON2",   "{PBKDF2",        "{BCRYPT}"});
  return starts_with_one_of(text, signs);
}

/// These may be a dollar quote of PostgreSQL or a word, too: salt and hash must follow them.
bool has_sign_of_crypt(std::string_view text) {
  constexpr auto signs = std::to_array<std::string_view>({"$1$", "$3$", "$5$", "$6$", "$7$", "$y$",
                                                          "$gy$", "$md5", "$sha1$", "$apr1$", "$P$",
                                                          "$H$", "scrypt$", "sha1$", "md5$"});
  return starts_with_one_of(text, signs);
}

bool is_salt_and_hash(std::string_view run) {
  constexpr std::size_t shortest = 20;
  return run.size() >= shortest && run.find('$', run.find('$', 1) + 1) != run.npos;
}

bool is_phpass(std::string_view run) {
  constexpr std::size_t length = 34;
  return (run.starts_with("$P$") || run.starts_with("$H$")) && run.size() == length;
}

/// PostgreSQL's own: "md5" and the digest.
bool is_md5_verifier(std::string_view run) {
  constexpr std::size_t length = 35;
  return run.size() == length && run.starts_with("md5") &&
         run.find_first_not_of("0123456789abcdef", 3) == run.npos;
}

}  // namespace

std::size_t end_of_password_hash(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.empty() || std::string_view("$SabmpsS{").find(rest.front()) == std::string_view::npos) {
    return at;
  }
  if (has_clear_sign(rest)) {
    const std::size_t label = rest.front() == '{' ? rest.find('}') : 0;
    return label == rest.npos ? at : end_of_run(text, at + label + (label > 0 ? 1 : 0));
  }
  if (!rest.starts_with("md5") && !has_sign_of_crypt(rest)) return at;
  const std::size_t end = end_of_run(text, at);
  const std::string_view run = text.substr(at, end - at);
  return is_md5_verifier(run) || is_phpass(run) ||
                 (has_sign_of_crypt(rest) && is_salt_and_hash(run))
             ? end
             : at;
}

}  // namespace fz
