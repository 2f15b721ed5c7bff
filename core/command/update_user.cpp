#include "core/command/update_user.hpp"

#include "core/util/error.hpp"

#include <utility>

namespace fz::command {

task<account> change_user(const users_database& users, const account& found, user_change change) {
  value id = found.id;
  std::optional<account> changed =
      co_await users.table.update(users.connection(), std::move(id), std::move(change));
  if (!changed) throw no_such_user({found.username, std::nullopt});
  co_return std::move(*changed);
}

task<account> update_user(const context& ctx, update_user_options options) {
  user_change change;
  if (options.username) {
    check_username(*options.username, configured_account_rules(ctx.config));
    change.username = std::move(options.username);
  }
  if (options.email) change.email = checked_email(*options.email);
  if (!change.username && !change.email) {
    throw error(error_kind::usage, "Nothing to change: give a new name or address.");
  }
  const users_database users = co_await open_users(ctx, access::existing);
  const account found = co_await find_user(users, std::move(options.user));
  co_return co_await change_user(users, found, std::move(change));
}

}  // namespace fz::command
