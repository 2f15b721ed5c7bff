#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fz {

/// One row of the users table, without its hash. Timestamps are what the database keeps.
struct account {
  std::int64_t id = 0;
  std::string username;
  std::string email;
  std::string created_at;
  std::optional<std::string> updated_at;  ///< nothing: the table has no such column, or NULL

  bool operator==(const account&) const = default;
};

/// What an account is made of; the database adds the rest.
struct new_user {
  std::string username;
  std::string email;
  std::string password_hash;
};

/// Throws error(usage) that shows the name if no new account may have it: empty, more than 255
/// characters, blanks at an end, not UTF-8, or characters that a terminal obeys instead of showing.
void check_username(std::string_view username);

/// Throws error(usage) that shows the address if it is not local@domain: a dot-atom (RFC 5322, with
/// the UTF-8 of RFC 6531; no quoted strings), and a domain of two or more labels, internationalised
/// or not; 254 bytes at most.
void check_email(std::string_view email);

/// The longest password that an account may have, in bytes.
inline constexpr std::size_t longest_password = 4096;

/// Throws error(usage) that does not show the password if it is empty, longer than that or not
/// UTF-8.
void check_password(std::string_view password);

}  // namespace fz
