#include "core/command/set_password.hpp"

#include "core/command/update_user.hpp"

#include <utility>

namespace fz::command {

task<account> set_password(const context& ctx, user_reference user, new_secret secret) {
  check_secret(secret, ctx.config);
  const users_database users = co_await open_users(ctx, access::existing);
  const account found = co_await find_user(users, std::move(user));
  user_change change;
  change.password_hash = co_await hash_of(std::move(secret));
  co_return co_await change_user(users, found, std::move(change));
}

}  // namespace fz::command
