#include "core/command/list_users.hpp"

#include "core/users/user_error.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace fz::command {
namespace {

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

task<> list_users(const context& ctx, list_users_options wanted,
                  std::function<void(const listed_user&)> take) {
  const users_database users = co_await open_users(ctx, access::look);
  const user_query query = query_of(users, wanted);
  statement s = users.table.page_statement(users.connection().dialect(), query, wanted.which);
  const bool with_hash = wanted.which == hashes::read;
  listed_user each;
  const row_sink sink = [&](row r) {
    if (with_hash) each.hash = user_table::hash_of(r);
    each.owner = user_table::account_of(std::move(r));
    take(each);
  };
  try {
    co_await users.connection().query_rows(std::move(s), sink);
  } catch (const database_error& failure) {
    throw_user_error(failure, users.table.names().table);
  }
}

task<std::uint64_t> count_users(const context& ctx, list_users_options wanted) {
  const users_database users = co_await open_users(ctx, access::look);
  co_return co_await users.table.count(users.connection(), query_of(users, wanted));
}

}  // namespace fz::command
