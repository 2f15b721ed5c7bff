#pragma once

#include "core/async/task.hpp"
#include "core/database/connection.hpp"
#include "core/users/account.hpp"
#include "core/users/user_columns.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// The field that an account is looked up by.
enum class user_key { id, username, email };

/// Which accounts of a list, in the order of their ids.
struct user_query {
  // Constructors, although it is a plain value: see the trap in core/async/task.hpp.
  user_query() {}
  explicit user_query(std::int64_t most, std::int64_t first = 0) : limit(most), offset(first) {}

  std::int64_t limit = std::numeric_limits<std::int64_t>::max();  ///< not negative
  std::int64_t offset = 0;                                        ///< not negative
  std::optional<value> after = {};                                ///< only those with a greater id
  std::string search = {};  ///< only those with this text in name or address, in any case
};

/// Whether the hashes are read, too.
enum class hashes { omit, read };

/// An account and the hash of its password.
struct stored_password {
  account owner;
  std::string hash;
};

/// The users table of one database. Its columns are looked at once, by open(); what does not fit is
/// said then, before anything is written. All operations throw what throw_user_error() makes of a
/// failure; each is one statement, in the connection's transaction if there is one.
class user_table {
 public:
  /// Throws users_table_missing, and error(users) that names a column which is missing.
  static task<user_table> open(connection& c, user_table_names names);

  const user_table_names& names() const noexcept { return names_; }

  /// Throws error(users) if no account can be added, because the table has a column that must not
  /// be NULL and that nothing fills in.
  void check_insertable() const;

  /// Adds an account and returns it as the database has it. Throws user_exists: for a name
  /// before an address if both are taken.
  task<account> insert(connection& c, new_user user) const;

  task<std::optional<account>> find(connection& c, user_key key, std::string text) const;

  /// The accounts whose id, name or address is `text`; the address also in its normalized form.
  task<std::vector<account>> find_any(connection& c, std::string text) const;

  /// To check a password; the hash is "" where the table has NULL.
  task<std::optional<stored_password>> find_password(connection& c, user_key key,
                                                     std::string text) const;

  task<std::vector<account>> page(connection& c, user_query wanted) const;

  /// The number of accounts of a query, without its limit.
  task<std::uint64_t> count(connection& c, user_query wanted) const;

  /// Changes an account and returns it; nothing if no account has the id. Throws user_exists.
  task<std::optional<account>> update(connection& c, value id, user_change change) const;

  /// False if no account has the id.
  task<bool> remove(connection& c, value id) const;

  /// The query of page(), for a reader that takes its rows one at a time, and a row of it.
  statement page_statement(dialect d, const user_query& wanted, hashes which) const;
  static account account_of(row r);
  static std::string hash_of(const row& r);  ///< of a row that was asked for with hashes

  /// One INSERT for one or more accounts, which skips those that violate a unique constraint:
  /// the number of rows shows whether there were any.
  statement insert_statement(dialect d, std::vector<new_user> users) const;

  /// `text` as a value of the id's type; nothing if it cannot be one.
  std::optional<value> id_of(std::string_view text) const;

  /// Of a refused INSERT or UPDATE: throws user_exists if a unique index was violated that is about
  /// names or addresses, or what throw_user_error() throws. `own_id`: the row that was to change.
  task<> explain(connection& c, database_error failure, std::optional<std::string> username,
                 std::optional<value> own_id) const;

 private:
  user_table(user_table_names names, std::vector<user_column> columns);

  void take_spelling_of_columns();
  bool has(std::string_view column) const;
  const user_column* find_column(std::string_view name) const;
  std::string selected() const;
  std::string insert_columns(std::string& filled_in) const;
  std::string where(dialect d, const user_query& wanted, parameters& values) const;
  task<bool> is_taken(connection& c, std::string username, std::optional<value> own_id,
                      bool folded) const;
  task<std::vector<row>> ask(connection& c, statement s) const;
  task<std::optional<row>> find_row(connection& c, user_key key, std::string text,
                                    std::string columns) const;

  user_table_names names_;
  std::vector<user_column> columns_;
  std::string table_;  // quoted
};

}  // namespace fz
