#include "core/command/users_database.hpp"

#include "core/database/database_error.hpp"
#include "core/users/user_error.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace fz::command {
namespace {

std::string described(const account& a) {
  return fmt::format("id {} ({}, {})", printable(to_string(a.id)), quote(a.username),
                     printable(a.email));
}

task<std::vector<account>> candidates(const users_database& users, user_reference wanted) {
  if (!wanted.key) co_return co_await users.table.find_any(users.connection(), wanted.text);
  const std::optional<account> found =
      co_await users.table.find(users.connection(), *wanted.key, wanted.text);
  std::vector<account> one;
  if (found) one.push_back(*found);
  co_return one;
}

}  // namespace

user_table_names configured_user_table(const config& settings) {
  const users_config::columns_config& columns = settings.users.columns;
  return {settings.users.table, columns.id,         columns.username,  columns.email,
          columns.password,     columns.created_at, columns.updated_at};
}

account_rules configured_account_rules(const config& settings) {
  const users_config& users = settings.users;
  return {users.username_min_length, users.username_max_length, users.username_pattern,
          users.password_min_length};
}

task<users_database> open_users(const context& ctx, access what) {
  user_table_names names = configured_user_table(ctx.config);
  const std::string table = names.table;
  outcome<connected_database> connected;
  co_await connected.capture(connect(ctx, what));
  if (const auto failure = find_database_error(connected.failure())) {
    throw_user_error(*failure, table);
  }
  connected_database session = connected.take();
  user_table opened = co_await user_table::open(*session.connection, std::move(names));
  users_database users{std::move(session), std::move(opened)};
  co_return users;
}

task<std::optional<account>> look_for_user(const users_database& users, user_reference wanted) {
  const std::vector<account> found = co_await candidates(users, wanted);
  if (found.empty()) co_return std::nullopt;
  if (found.size() == 1) co_return found.front();
  std::vector<std::string> all;
  for (const account& each : found) all.push_back(described(each));
  throw ambiguous_user(error_kind::users,
                       fmt::format("{} names {}: {}.", quote(wanted.text),
                                   counted(found.size(), "account"), enumerate(all)));
}

task<account> find_user(const users_database& users, user_reference wanted) {
  std::optional<account> found = co_await look_for_user(users, wanted);
  if (!found) throw no_such_user(wanted);
  co_return std::move(*found);
}

error no_such_user(const user_reference& wanted) {
  return error(error_kind::users, fmt::format("Account {} does not exist.", quote(wanted.text)));
}

}  // namespace fz::command
