#pragma once

#include "core/async/task.hpp"
#include "core/config/config.hpp"
#include "core/database/engine.hpp"
#include "core/users/account.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fz::http {

/// What the API shows of an account.
struct public_user {
  std::int64_t id = 0;
  std::string username;
  std::string email;
};

/// The same with the hash of its password.
struct stored_user {
  public_user shown;
  std::string password_hash;
};

/// Which of an account's names is taken.
enum class taken_name { none, username, email };

/// Part of the list of users, in the order of their ids.
struct user_page {
  std::string json;  ///< {"id":1,"username":"…","email":"…"},… without brackets
  std::size_t rows = 0;
  std::int64_t last_id = 0;
};

/// The users table as the API needs it. Each call takes a connection from the engine for its time.
class user_store {
 public:
  /// Both must outlive the store.
  user_store(engine& database, const users_config& table);

  /// Throws error(users) if there is no such table, or it lacks a column.
  task<> check();

  task<std::optional<stored_user>> find_by_email(std::string email);
  task<std::optional<public_user>> find(std::int64_t id);

  /// Which of both is another account's; a name before an address.
  task<taken_name> find_taken(std::string username, std::string email);

  /// Both give no account if a name is taken, and say so in `taken`.
  task<std::optional<public_user>> insert(new_user user, taken_name& taken);
  task<std::optional<public_user>> update(std::int64_t id, new_user user, taken_name& taken);

  task<> set_password(std::int64_t id, std::string hash);

  /// False: there is no such account.
  task<bool> remove(std::int64_t id);

  task<user_page> read_page(std::int64_t limit, std::int64_t offset);
  task<user_page> read_page_after(std::int64_t limit, std::int64_t id, std::string search = {});

 private:
  task<std::vector<row>> ask(statement s);
  task<std::optional<public_user>> change(statement s, taken_name& taken);
  std::string placeholder(int number) const;

  engine& engine_;
  std::string name_;
  std::string table_;  // quoted
  fz::dialect dialect_ = fz::dialect::sqlite;
  bool has_updated_at_ = false;
};

/// {"id":1,"username":"…","email":"…"}
void append_json(std::string& to, const public_user& user);

}  // namespace fz::http
