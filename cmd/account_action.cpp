#include "cmd/account_action.hpp"

#include "core/async/outcome.hpp"
#include "core/command/users_database.hpp"
#include "core/command/users_table_origin.hpp"
#include "core/users/user_error.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

namespace fz::cmd {
namespace {

/// The exception as that type; nothing if it is another one, or null.
template <class Exception>
std::optional<Exception> as(const std::exception_ptr& failure) {
  try {
    if (failure) std::rethrow_exception(failure);
  } catch (const Exception& e) {
    return e;
  } catch (...) {
    return std::nullopt;
  }
  return std::nullopt;
}

std::string advice_on(const command::users_table_origin& origin, const std::string& table) {
  using what = command::users_table_origin::what;
  switch (origin.from) {
    case what::pending:
      return fmt::format("Run `fz migrate upgrade head`: revision {} makes the table {}.",
                         printable(origin.revision), quote(table));
    case what::applied:
      return fmt::format(
          "Revision {}, which makes it, is applied: the table was dropped or "
          "renamed since. 'table' under [users] in alembic.toml names it.",
          printable(origin.revision));
    case what::nowhere:
      break;
  }
  return fmt::format(
      "No revision of this project makes the table {}. Write one with `fz migrate "
      "revision -m 'create the users table'`, or say under [users] in alembic.toml "
      "what the table is called. A new project gets one with `fz init --users`.",
      quote(table));
}

}  // namespace

task<int> with_account_advice(invocation& call, task<int> work) {
  outcome<int> ended;
  co_await ended.capture(std::move(work));
  if (const auto missing = as<users_table_missing>(ended.failure())) {
    outcome<command::users_table_origin> origin;
    co_await origin.capture(command::find_users_table_origin(call.context(), missing->table()));
    // A project whose revisions cannot be read says so at the next migration.
    const std::string advice =
        origin.failure() ? "" : " " + advice_on(origin.take(), missing->table());
    throw error(missing->kind(), missing->what() + advice);
  }
  if (const auto ambiguous = as<command::ambiguous_user>(ended.failure())) {
    throw error(ambiguous->kind(), std::string(ambiguous->what()) +
                                       " Say which with --by id, --by username or --by email.");
  }
  co_return ended.take();
}

command::user_reference user_line::reference() const {
  if (!by) return {text, std::nullopt};
  const user_key key = *by == "id"         ? user_key::id
                       : *by == "username" ? user_key::username
                                           : user_key::email;
  return {text, key};
}

void add_user_argument(command_spec& added, user_line& line) {
  added
      .argument("USER", line.text, command_spec::need::required,
                "The account: its id, username or email address")
      .choice("--by", line.by, {"id", "username", "email"}, "Look it up only by this");
}

}  // namespace fz::cmd
