#pragma once

#include "core/async/task.hpp"
#include "core/database/connection.hpp"
#include "core/database/database_error.hpp"
#include "core/users/account.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace fz {

/// Which accounts of a list: so many (not negative), after leaving out the first ones.
struct page {
  std::int64_t limit = std::numeric_limits<std::int64_t>::max();
  std::int64_t offset = 0;
};

/// Adds an account to `table` (may be qualified: schema.users) and gives it back as the database
/// has it. The database fills in everything but name, email and hash. Throws what
/// throw_user_table_error() makes of a failure; "Username already exists" and "Email already
/// exists" come from the unique constraints of the table.
task<account> insert_user(connection& c, std::string table, new_user user);

/// The accounts in the order of their ids. The table may lack updated_at, as that of the first
/// revision does. Throws what
/// throw_user_table_error() makes of a failure.
task<std::vector<account>> list_users(connection& c, std::string table, page wanted);

/// Throws `failure`, or what it means to the person who gave the command, as error(users): a name
/// or email that is taken, a database or table that does not exist and how to make it.
[[noreturn]] void throw_user_table_error(const database_error& failure, const std::string& table);

}  // namespace fz
