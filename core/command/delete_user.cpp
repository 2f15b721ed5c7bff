#include "core/command/delete_user.hpp"

#include <utility>

namespace fz::command {

task<deleted_user> delete_user(const context& ctx, user_reference user,
                               delete_question may_delete) {
  using what = deleted_user::what;
  const users_database users = co_await open_users(ctx, access::existing);
  deleted_user result;
  result.user = co_await look_for_user(users, std::move(user));
  if (!result.user) co_return result;
  const bool wanted = co_await may_delete(*result.user);
  result.done = what::kept;
  if (!wanted) co_return result;
  value id = result.user->id;
  const bool deleted = co_await users.table.remove(users.connection(), std::move(id));
  result.done = deleted ? what::deleted : what::absent;
  co_return result;
}

}  // namespace fz::command
