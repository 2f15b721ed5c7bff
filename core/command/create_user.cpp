#include "core/command/create_user.hpp"

#include "core/database/database_error.hpp"
#include "core/users/password_hash.hpp"
#include "core/users/user_table.hpp"

#include <utility>

namespace fz::command {

task<account> create_user(const environment& env, create_user_options options) {
  check_username(options.username);
  check_email(options.email);
  check_password(options.password);
  const std::string& table = env.config.users.table;
  try {
    connected_database session = co_await connect(env, access::existing);
    new_user user{std::move(options.username), std::move(options.email), {}};
    user.password_hash = co_await hash_password_on(env.pool, std::move(options.password));
    co_return co_await insert_user(*session.connection, table, std::move(user));
  } catch (const database_error& failure) {
    throw_user_table_error(failure, table);
  }
}

}  // namespace fz::command
