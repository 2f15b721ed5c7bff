#include "core/users/user_table.hpp"

#include "core/sql/quoting.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace fz {
namespace {

/// The parameter of that number, from 1.
std::string placeholder(dialect d, int number) {
  return d == dialect::postgresql ? fmt::format("${}", number) : "?";
}

bool has_column(const row& r, std::string_view name) {
  return std::find(r.names().begin(), r.names().end(), name) != r.names().end();
}

account account_of(const row& r, const std::string& table) {
  for (const std::string_view name : {"id", "username", "email", "created_at"}) {
    if (has_column(r, name)) continue;
    throw error(error_kind::users,
                fmt::format("The table {} has no column {}.", quote(table), quote(name)));
  }
  account found;
  found.id = r.integer("id");
  found.username = to_string(r["username"]);
  found.email = to_string(r["email"]);
  found.created_at = to_string(r["created_at"]);
  if (has_column(r, "updated_at") && !is_null(r["updated_at"])) {
    found.updated_at = to_string(r["updated_at"]);
  }
  return found;
}

/// What stands between the two, or "".
std::string_view between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t begin = text.find(before);
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin + before.size());
  return text.substr(0, text.find(after));
}

/// The columns that a unique violation is about, or where the database does not tell them the name
/// of the constraint; without the table's name and the values, which may look like a column.
std::string broken_constraint(std::string_view message) {
  // SQLite: "UNIQUE constraint failed: users.username." or "…: index 'users_email'."
  std::string_view names = between(message, "constraint failed: ", "\n");
  if (names.ends_with('.')) names.remove_suffix(1);
  // PostgreSQL: "Key (username)=(ada) already exists.", the detail of its error
  if (names.empty()) names = between(message, "Key (", ")=");
  if (names.empty()) names = between(message, "unique constraint \"", "\"");

  std::string columns;
  for (const std::string_view name : split(names, ',')) {
    columns += to_lower(name.substr(name.rfind('.') + 1)) + ' ';
  }
  return columns;
}

std::string_view last_part(std::string_view table) { return table.substr(table.rfind('.') + 1); }

}  // namespace

void throw_user_table_error(const database_error& failure, const std::string& table) {
  const std::string& message = failure.what_happened().message;
  switch (failure.condition()) {
    case database_condition::unique_violation: {
      const std::string broken = broken_constraint(message);
      if (broken.find("username") != std::string::npos) {
        throw error(error_kind::users, "Username already exists");
      }
      if (broken.find("email") != std::string::npos) {
        throw error(error_kind::users, "Email already exists");
      }
      throw failure;
    }
    case database_condition::undefined_table:
      // A trigger may miss a table of its own: that is not for this sentence.
      if (message.find(last_part(table)) == std::string::npos) throw failure;
      throw error(error_kind::users, fmt::format("The database has no table {}. Run `fz migrate "
                                                 "upgrade head` to make it.",
                                                 quote(table)));
    case database_condition::no_database:
      throw error(error_kind::users, fmt::format("{} Run `fz migrate upgrade head` to make it and "
                                                 "its table {}.",
                                                 printable_lines(message), quote(table)));
    default:
      throw failure;
  }
}

task<account> insert_user(connection& c, std::string table, new_user user) {
  const dialect d = c.dialect();
  const std::string sql = fmt::format(
      "INSERT INTO {} (username, email, password) VALUES ({}, {}, {}) RETURNING *",
      quote_qualified_name(table), placeholder(d, 1), placeholder(d, 2), placeholder(d, 3));
  parameters values{std::move(user.username), std::move(user.email), std::move(user.password_hash)};
  try {
    const std::vector<row> rows = co_await c.query(sql, std::move(values));
    co_return account_of(rows.at(0), table);
  } catch (const database_error& failure) {
    throw_user_table_error(failure, table);
  }
}

task<std::vector<account>> list_users(connection& c, std::string table, page wanted) {
  const dialect d = c.dialect();
  const std::string sql =
      fmt::format("SELECT * FROM {} ORDER BY id LIMIT {} OFFSET {}", quote_qualified_name(table),
                  placeholder(d, 1), placeholder(d, 2));
  parameters values{wanted.limit, wanted.offset};
  std::vector<account> accounts;
  try {
    const std::vector<row> rows = co_await c.query(sql, std::move(values));
    for (const row& r : rows) accounts.push_back(account_of(r, table));
  } catch (const database_error& failure) {
    throw_user_table_error(failure, table);
  }
  co_return accounts;
}

}  // namespace fz
