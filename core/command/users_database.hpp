#pragma once

#include "core/command/context.hpp"
#include "core/users/account_rules.hpp"
#include "core/users/user_table.hpp"
#include "core/util/error.hpp"

#include <optional>
#include <string>

namespace fz::command {

/// [users] of alembic.toml as the users table and the rules take it.
user_table_names configured_user_table(const config& settings);
account_rules configured_account_rules(const config& settings);

/// The users table of the configured database, with the connection to it.
struct users_database {
  connected_database session;
  user_table table;

  fz::connection& connection() const { return *session.connection; }
};

/// Connects, and looks at the table. Throws users_table_missing, error(users) for a column that is
/// missing, database_error. Never makes a database.
task<users_database> open_users(const context& ctx, access what);

/// How a person names an account: by its id, name or address.
struct user_reference {
  std::string text;
  std::optional<user_key> key = {};  ///< nothing: any of the three
};

/// Several accounts go by one name, as one has another's id for a name.
class ambiguous_user : public error {
 public:
  using error::error;
};

/// The account; nothing if it does not exist. Throws ambiguous_user, which lists them, if several
/// match.
task<std::optional<account>> look_for_user(const users_database& users, user_reference wanted);

/// The same; throws error(users) if it does not exist.
task<account> find_user(const users_database& users, user_reference wanted);

/// "Account 'ada' does not exist."
error no_such_user(const user_reference& wanted);

}  // namespace fz::command
