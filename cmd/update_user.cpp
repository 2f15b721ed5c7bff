#include "core/command/update_user.hpp"

#include "cmd/account_action.hpp"
#include "cmd/commands.hpp"
#include "cmd/json_output.hpp"
#include "cmd/terminal.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>

namespace fz::cmd {
namespace {

struct update_line {
  user_line user;
  std::optional<std::string> username = {};
  std::optional<std::string> email = {};
};

task<int> run(invocation& call, std::shared_ptr<update_line> line) {
  if (!line->username && !line->email) {
    throw error(error_kind::usage, "Nothing to change: give --username or --email.");
  }
  command::update_user_options options;
  options.user = line->user.reference();
  options.username = line->username;
  options.email = line->email;
  const account changed = co_await command::update_user(call.context(), std::move(options));
  print(call.json() ? to_json(changed)
                    : fmt::format("Updated user {} (id {}).\n", quote(changed.username),
                                  printable(to_string(changed.id))));
  co_return 0;
}

}  // namespace

void declare_update_user(command_spec added) {
  const auto line = std::make_shared<update_line>();
  add_user_argument(added, line->user);
  added.option("--username", line->username, "NAME", "The new name")
      .option("--email", line->email, "ADDRESS", "The new address")
      .examples({"fz update-user ada --email ada@example.net",
                 "fz update-user ada@example.org --username countess"});
  runs_account_action(added, line, run);
}

}  // namespace fz::cmd
