#pragma once

#include "core/command/users_database.hpp"

#include <functional>
#include <optional>

namespace fz::command {

/// Asked with the account before it is deleted; false keeps it.
using delete_question = std::function<task<bool>(const account&)>;

/// What delete_user() did.
struct deleted_user {
  enum class what { deleted, kept, absent };

  what done = what::absent;
  std::optional<account> user = {};
};

/// Deletes an account if `may_delete` says so. Throws database_error if rows of other tables refer
/// to it.
task<deleted_user> delete_user(const context& ctx, user_reference user, delete_question may_delete);

}  // namespace fz::command
