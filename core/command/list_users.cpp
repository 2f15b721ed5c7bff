#include "core/command/list_users.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace fz::command {
namespace {

constexpr std::int64_t at_a_time = 4096;

user_query query_of(const users_database& users, const list_users_options& wanted) {
  user_query query(wanted.limit, wanted.offset);
  query.search = wanted.search;
  if (wanted.after.empty()) return query;
  query.after = users.table.id_of(wanted.after);
  if (!query.after) {
    throw error(error_kind::usage,
                fmt::format("No account of the table {} can have the id {}.",
                            quote(users.table.names().table), quote(wanted.after)));
  }
  return query;
}

}  // namespace

task<> list_users(const environment& env, list_users_options wanted,
                  std::function<void(const std::vector<account>&)> take) {
  const users_database users = co_await open_users(env, access::look);
  user_query query = query_of(users, wanted);
  std::int64_t left = wanted.limit;
  while (left > 0) {
    query.limit = std::min(left, at_a_time);
    const std::vector<account> some = co_await users.table.page(users.connection(), query);
    if (!some.empty()) take(some);
    if (static_cast<std::int64_t>(some.size()) < query.limit) co_return;
    left -= query.limit;
    query.offset = 0;
    query.after = some.back().id;
  }
}

task<std::uint64_t> count_users(const environment& env, list_users_options wanted) {
  const users_database users = co_await open_users(env, access::look);
  co_return co_await users.table.count(users.connection(), query_of(users, wanted));
}

}  // namespace fz::command
