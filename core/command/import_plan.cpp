#include "core/command/import_plan.hpp"

#include "core/database/database_error.hpp"
#include "core/users/user_error.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace fz::command {
namespace {

/// Up to this many rows are looked up one by one; for more, the whole table is read once.
constexpr std::size_t few_rows = 500;

/// What a row meets in the table.
struct met {
  std::optional<value> same_name = {};   ///< the id of the account with its name
  std::optional<value> same_email = {};  ///< the id of the account with its address
};

/// The rows of a file by name or address, each of which comes once. Sorted hashes take less time
/// and memory than a table of texts.
class row_index {
 public:
  row_index(const std::vector<import_row>& rows, std::string import_row::*member)
      : rows_(rows), member_(member) {
    hashes_.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      hashes_.emplace_back(std::hash<std::string>()(rows[i].*member), i);
    }
    std::sort(hashes_.begin(), hashes_.end());
  }

  /// The index of the row with the value, if there is one.
  std::optional<std::size_t> find(const std::string& value) const {
    const std::size_t hash = std::hash<std::string>()(value);
    auto at = std::lower_bound(hashes_.begin(), hashes_.end(), std::pair(hash, std::size_t{0}));
    for (; at != hashes_.end() && at->first == hash; ++at) {
      if (rows_[at->second].*member_ == value) return at->second;
    }
    return std::nullopt;
  }

 private:
  const std::vector<import_row>& rows_;
  std::string import_row::*member_;
  std::vector<std::pair<std::size_t, std::size_t>> hashes_;
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
  const row_index names(rows, &import_row::username);
  const row_index addresses(rows, &import_row::email);
  const row_sink sink = [&](row r) {
    const account each = user_table::account_of(std::move(r));
    if (const auto same = names.find(each.username)) found[*same].same_name = each.id;
    if (const auto same = addresses.find(each.email)) found[*same].same_email = each.id;
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
    refuse("The password is missing.");
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
