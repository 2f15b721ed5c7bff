#include "core/command/list_users.hpp"

#include "core/database/database_error.hpp"

#include <string>

namespace fz::command {

task<std::vector<account>> list_users(const environment& env, page wanted) {
  const std::string& table = env.config.users.table;
  try {
    connected_database session = co_await connect(env, access::look);
    co_return co_await fz::list_users(*session.connection, table, wanted);
  } catch (const database_error& failure) {
    throw_user_table_error(failure, table);
  }
}

}  // namespace fz::command
