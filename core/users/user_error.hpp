#pragma once

#include "core/database/database_error.hpp"
#include "core/util/error.hpp"

#include <exception>
#include <string>

namespace fz {

enum class user_field { username, email };

/// Another account has the name or the address: "Username already exists", "Email already exists".
class user_exists : public error {
 public:
  explicit user_exists(user_field taken);

  user_field taken() const noexcept { return taken_; }

 private:
  user_field taken_;
};

/// True for user_exists.
bool is_user_exists(const std::exception_ptr& failure);

/// The database, or the users table in it, does not exist. How it is made depends on the project:
/// the caller knows.
class users_table_missing : public error {
 public:
  users_table_missing(const std::string& sentence, std::string table);

  /// The table as configured.
  const std::string& table() const noexcept { return table_; }

 private:
  std::string table_;
};

/// Throws what `failure` means for the accounts: users_table_missing, or the
/// failure itself without those of its lines that may show a row, and so a hash.
[[noreturn]] void throw_user_error(const database_error& failure, const std::string& table);

}  // namespace fz
