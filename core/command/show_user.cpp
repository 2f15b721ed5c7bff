#include "core/command/show_user.hpp"

#include <utility>

namespace fz::command {

task<account> show_user(const context& ctx, user_reference wanted) {
  const users_database users = co_await open_users(ctx, access::look);
  co_return co_await find_user(users, std::move(wanted));
}

}  // namespace fz::command
