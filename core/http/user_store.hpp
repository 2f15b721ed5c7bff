#pragma once

#include "core/async/task.hpp"
#include "core/command/context.hpp"
#include "core/database/engine.hpp"
#include "core/users/account_rules.hpp"
#include "core/users/user_table.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fz::http {

/// Which of an account's names is taken.
enum class taken_name { none, username, email };

/// Part of the list of users, in the order of their ids.
struct user_page {
  std::string json;  ///< {"id":1,"username":"…","email":"…"},… without brackets
  std::size_t rows = 0;
  value last_id = null;
};

/// The users table as the API needs it. Each call borrows a connection from the engine.
class user_store {
 public:
  /// `database` must outlive the store.
  user_store(engine& database, const config& settings);

  /// Reads the table's columns; to be called first. Throws users_table_missing, and error(users) if
  /// it lacks a column or no account can be added to it.
  task<> open();

  const account_rules& rules() const noexcept { return rules_; }

  /// `text` as an id of this table; nothing if it cannot be one.
  std::optional<value> id_of(std::string_view text) const { return table().id_of(text); }

  task<std::optional<stored_password>> find_by_email(std::string email);
  task<std::optional<account>> find(std::int64_t id);

  /// Which of the two another account has; the name is looked up first.
  task<taken_name> find_taken(std::string username, std::string email);

  /// Both return nothing if a name is taken, and set `taken`.
  task<std::optional<account>> insert(new_user user, taken_name& taken);
  task<std::optional<account>> update(value id, user_change change, taken_name& taken);

  /// False if the account does not exist.
  task<bool> remove(value id);

  task<std::vector<account>> read(user_query wanted);
  task<user_page> read_page(user_query wanted);

 private:
  const user_table& table() const { return *table_; }

  engine& engine_;
  user_table_names names_;
  account_rules rules_;
  std::optional<user_table> table_;
};

/// {"id":1,"username":"…","email":"…"}
void append_json(std::string& to, const account& user);

}  // namespace fz::http
