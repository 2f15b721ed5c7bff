#pragma once

#include "core/command/context.hpp"
#include "core/command/users_database.hpp"
#include "core/users/account.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace fz::command {

/// Which accounts are listed, in the order of their ids.
struct list_users_options {
  std::int64_t limit = std::numeric_limits<std::int64_t>::max();
  std::int64_t offset = 0;
  std::string after = {};   ///< only those with a greater id; empty: all
  std::string search = {};  ///< only those with this text in name or address
  hashes which = hashes::omit;
};

/// One account of the list, with the hash of its password where it was asked for.
using listed_user = stored_password;

/// Gives the accounts of the configured users table to `take`, one after the other, so that memory
/// stays bounded. Throws error(usage) if no id can be as `after`, users_table_missing, error(users)
/// for a table that does not fit, database_error, and what `take` throws. Writes nothing.
task<> list_users(const context& ctx, list_users_options wanted,
                  std::function<void(const listed_user&)> take);

/// How many list_users() would give, whatever the limit.
task<std::uint64_t> count_users(const context& ctx, list_users_options wanted);

}  // namespace fz::command
