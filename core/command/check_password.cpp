#include "core/command/check_password.hpp"

#include "core/users/password_hasher.hpp"

#include <optional>
#include <utility>

namespace fz::command {

task<bool> check_password(const context& ctx, user_reference user, std::string password) {
  const users_database users = co_await open_users(ctx, access::look);
  const std::optional<account> found = co_await look_for_user(users, std::move(user));
  // Asked for in any case, so that it takes as long.
  const std::string id = found ? to_string(found->id) : "0";
  std::optional<stored_password> stored =
      co_await users.table.find_password(users.connection(), user_key::id, id);
  std::optional<std::string> hash;
  if (found && stored) hash = std::move(stored->hash);
  password_hasher hasher(1);
  co_return co_await hasher.verify(std::move(hash), std::move(password));
}

}  // namespace fz::command
