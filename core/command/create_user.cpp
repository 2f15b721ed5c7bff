#include "core/command/create_user.hpp"

#include "core/command/users_database.hpp"
#include "core/users/password_hash.hpp"
#include "core/users/password_hasher.hpp"
#include "core/users/user_error.hpp"
#include "core/util/error.hpp"

#include <optional>
#include <utility>

namespace fz::command {
namespace {

using what = created_user::what;

/// What to do with the account of that name; nothing if it does not exist.
task<std::optional<created_user>> treat_existing(const users_database& users,
                                                 const new_user& wanted, existing_user how) {
  std::optional<account> found =
      co_await users.table.find(users.connection(), user_key::username, wanted.username);
  if (!found) co_return std::nullopt;
  created_user result{what::unchanged, std::move(*found)};
  if (how == existing_user::update) {
    user_change change;
    change.email = wanted.email;
    change.password_hash = wanted.password_hash;
    value id = result.user.id;
    std::optional<account> changed =
        co_await users.table.update(users.connection(), std::move(id), std::move(change));
    if (!changed) co_return std::nullopt;
    result = {what::updated, std::move(*changed)};
  }
  co_return result;
}

task<created_user> insert_or_treat(const users_database& users, new_user wanted,
                                   existing_user how) {
  outcome<account> made;
  co_await made.capture(users.table.insert(users.connection(), wanted));
  if (made.failure() && how != existing_user::refuse && is_user_exists(made.failure())) {
    std::optional<created_user> existing = co_await treat_existing(users, wanted, how);
    if (existing) co_return std::move(*existing);
  }
  created_user result{what::created, made.take()};
  co_return result;
}

}  // namespace

void check_secret(const new_secret& secret, const config& settings) {
  if (secret.hash.empty())
    return check_password(secret.password, configured_account_rules(settings));
  if (is_password_hash(secret.hash)) return;
  throw error(error_kind::usage,
              "The hash is neither of Argon2 ($argon2id$v=19$m=…,t=…,p=…$salt$hash) nor of bcrypt "
              "($2b$12$…).");
}

task<std::string> hash_of(new_secret secret) {
  if (!secret.hash.empty()) co_return std::move(secret.hash);
  password_hasher hasher(1);
  co_return co_await hasher.hash(std::move(secret.password));
}

task<created_user> create_user(const context& ctx, create_user_options options) {
  check_username(options.username, configured_account_rules(ctx.config));
  std::string email = checked_email(options.email);
  check_secret(options.secret, ctx.config);
  const users_database users = co_await open_users(ctx, access::existing);
  users.table.check_insertable();
  if (options.existing == existing_user::keep) {
    // Without the work of a hash.
    std::optional<account> found =
        co_await users.table.find(users.connection(), user_key::username, options.username);
    if (found) {
      created_user unchanged{what::unchanged, std::move(*found)};
      co_return unchanged;
    }
  }
  new_user user{std::move(options.username), std::move(email), {}};
  user.password_hash = co_await hash_of(std::move(options.secret));
  co_return co_await insert_or_treat(users, std::move(user), options.existing);
}

}  // namespace fz::command
