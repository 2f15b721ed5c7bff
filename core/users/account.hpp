#pragma once

#include "core/sql/value.hpp"

#include <optional>
#include <string>

namespace fz {

/// One row of the users table, without its hash. Timestamps are what the database keeps.
struct account {
  value id;  ///< of any type; to_string() is its text
  std::string username;
  std::string email;
  std::optional<std::string> created_at;  ///< nothing if the column is missing or NULL
  std::optional<std::string> updated_at;  ///< the same

  bool operator==(const account&) const = default;
};

/// What an account is made of; the database adds the rest.
struct new_user {
  std::string username;
  std::string email;
  std::string password_hash;
};

/// What to change in an account; what is not set stays as it is.
struct user_change {
  std::optional<std::string> username = {};
  std::optional<std::string> email = {};
  std::optional<std::string> password_hash = {};
};

}  // namespace fz
