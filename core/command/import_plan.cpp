#include "core/command/import_plan.hpp"

#include "core/database/database_error.hpp"
#include "core/users/user_error.hpp"

#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace fz::command {
namespace {

/// Up to so many rows are looked up one by one; for more, the whole table is read once.
constexpr std::size_t few_rows = 500;

/// What a row meets in the table.
struct met {
  std::optional<value> same_name = {};   ///< the id of the account with its name
  std::optional<value> same_email = {};  ///< the id of the account with its address
};

task<std::vector<met>> look_up_each(const users_database& users,
                                    const std::vector<import_row>& rows) {
  std::vector<met> found(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto by_name =
        co_await users.table.find(users.connection(), user_key::username, rows[i].username);
    if (by_name) found[i].same_name = by_name->id;
    const auto by_email =
        co_await users.table.find(users.connection(), user_key::email, rows[i].email);
    if (by_email) found[i].same_email = by_email->id;
  }
  co_return found;
}

task<std::vector<met>> look_through_all(const users_database& users,
                                        const std::vector<import_row>& rows) {
  std::vector<met> found(rows.size());
  std::unordered_map<std::string_view, std::size_t> names;
  std::unordered_map<std::string_view, std::size_t> addresses;
  names.reserve(rows.size());
  addresses.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    names.emplace(rows[i].username, i);
    addresses.emplace(rows[i].email, i);
  }
  const row_sink sink = [&](row r) {
    const account each = user_table::account_of(std::move(r));
    const auto name = names.find(each.username);
    if (name != names.end()) found[name->second].same_name = each.id;
    const auto address = addresses.find(each.email);
    if (address != addresses.end()) found[address->second].same_email = each.id;
  };
  statement s =
      users.table.page_statement(users.connection().dialect(), user_query(), hashes::omit);
  try {
    co_await users.connection().query_rows(std::move(s), sink);
  } catch (const database_error& failure) {
    throw_user_error(failure, users.table.names().table);
  }
  co_return found;
}

task<std::vector<met>> look_up(const users_database& users, const std::vector<import_row>& rows) {
  return rows.size() > few_rows ? look_through_all(users, rows) : look_up_each(users, rows);
}

/// Puts one row where it belongs.
void assign(import_plan& plan, import_row row, met found, existing_user existing, bool generate) {
  const auto refuse = [&](std::string_view why) {
    plan.problems.push_back({row.line, std::string(why)});
  };
  if (found.same_name && existing == existing_user::keep) {
    ++plan.skipped;
  } else if (found.same_name && existing == existing_user::refuse) {
    refuse("Username already exists");
  } else if (found.same_email && found.same_email != found.same_name) {
    refuse("Email already exists");
  } else if (found.same_name) {
    plan.updated.push_back({std::move(row), std::move(*found.same_name)});
  } else if (row.password.empty() && row.password_hash.empty() && !generate) {
    refuse("There is no password.");
  } else {
    plan.created.push_back(std::move(row));
  }
}

}  // namespace

task<import_plan> plan_import(const users_database& users, std::vector<import_row> rows,
                              existing_user existing, bool generate) {
  std::vector<met> found = co_await look_up(users, rows);
  import_plan plan;
  plan.created.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    assign(plan, std::move(rows[i]), std::move(found[i]), existing, generate);
  }
  co_return plan;
}

}  // namespace fz::command
