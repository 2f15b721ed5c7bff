#include "core/command/delete_user.hpp"

#include "cmd/account_action.hpp"
#include "cmd/commands.hpp"
#include "cmd/confirmation.hpp"
#include "cmd/json_output.hpp"
#include "cmd/terminal.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace fz::cmd {
namespace {

struct delete_line {
  user_line user;
  bool yes = false;
  bool if_exists = false;
};

task<bool> may_delete(const account& user) {
  co_return co_await ask_yes_or_no(fmt::format("Delete user {} (id {}, {})?", quote(user.username),
                                               printable(to_string(user.id)),
                                               printable(user.email)));
}

task<bool> certainly(const account&) { co_return true; }

task<int> run(invocation& call, std::shared_ptr<delete_line> line) {
  using what = command::deleted_user::what;
  if (!line->yes && !is_terminal(stdin)) {
    throw error(error_kind::usage, "Cannot ask for confirmation without a terminal: give --yes.");
  }
  command::delete_question question = line->yes ? certainly : may_delete;
  const command::deleted_user result =
      co_await command::delete_user(call.context(), line->user.reference(), std::move(question));
  if (result.done == what::absent && !line->if_exists) {
    throw command::no_such_user(line->user.reference());
  }
  if (result.done == what::kept) {
    throw error(error_kind::users, "Cancelled; the account was not deleted.");
  }
  if (call.json()) {
    print(result.done == what::deleted ? to_json(*result.user, "", "") : "null\n");
  } else if (result.done == what::absent) {
    print(fmt::format("Account {} does not exist; nothing was deleted.\n", quote(line->user.text)));
  } else {
    print(fmt::format("Deleted user {} (id {}).\n", quote(result.user->username),
                      printable(to_string(result.user->id))));
  }
  co_return 0;
}

}  // namespace

void declare_delete_user(command_spec added) {
  const auto line = std::make_shared<delete_line>();
  add_user_argument(added, line->user);
  added.flag("-y,--yes", line->yes, "Do not ask")
      .flag("--if-exists", line->if_exists, "Exit with 0 if the account does not exist")
      .examples({"fz delete-user ada", "fz delete-user ada@example.org --yes --if-exists"});
  runs_account_action(added, line, run);
}

}  // namespace fz::cmd
