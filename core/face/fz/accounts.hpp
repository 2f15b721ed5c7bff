#pragma once

#include <cstddef>
#include <cstdint>
#include <fz/database.hpp>
#include <fz/error.hpp>
#include <fz/project.hpp>
#include <fz/value.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fz::face {

/// One row of the users table, without its hash. Timestamps are what the database keeps.
struct account {
  value id;
  std::string username;
  std::string email;
  std::optional<std::string> created_at = {};  ///< nothing: no such column, or NULL
  std::optional<std::string> updated_at = {};  ///< the same

  bool operator==(const account&) const = default;
};

struct new_account {
  std::string username;
  std::string email;
  std::string password;
};

/// What is to change; nothing: stays as it is.
struct account_change {
  std::optional<std::string> username = {};
  std::optional<std::string> email = {};
  std::optional<std::string> password = {};
};

/// The application's accounts: the table, its columns and the rules are the project's ([users] in
/// alembic.toml). All functions throw error; error(users) if the table is missing or does not fit,
/// error(usage) for a name, address or password that the rules refuse.
class accounts {
 public:
  /// `of` must outlive this. Nothing is opened yet.
  accounts(database& of, const project& configured);
  accounts(accounts&&) noexcept;
  accounts& operator=(accounts&&) noexcept;
  ~accounts();

  /// Adds an account; its password is stored as an Argon2id hash. Throws user_exists.
  account create(const new_account& wanted);

  /// The account with that id, name or address. Throws error(users) if several match.
  std::optional<account> find(const std::string& id_name_or_address);

  /// The account with that id, name or address if `password` is its password. Takes as long
  /// without such an account.
  std::optional<account> check_password(const std::string& id_name_or_address,
                                        const std::string& password);

  /// `most` accounts in the order of their ids, from the one after `after`; null: from the first.
  std::vector<account> list(std::size_t most, const value& after = null);

  std::uint64_t count();

  /// The account after the change; nothing: no account has the id. Throws user_exists.
  std::optional<account> update(const value& id, const account_change& change);

  /// False: no account has the id.
  bool remove(const value& id);

 private:
  struct state;

  std::unique_ptr<state> state_;
};

}  // namespace fz::face
