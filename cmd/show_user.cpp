#include "core/command/show_user.hpp"

#include "cmd/account_action.hpp"
#include "cmd/commands.hpp"
#include "cmd/json_output.hpp"
#include "cmd/terminal.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <memory>

namespace fz::cmd {
namespace {

std::string to_text(const account& a) {
  std::string text =
      fmt::format("id:          {}\nusername:    {}\nemail:       {}\n", printable(to_string(a.id)),
                  printable(a.username), printable(a.email));
  if (a.created_at) text += fmt::format("created_at:  {}\n", printable(*a.created_at));
  if (a.updated_at) text += fmt::format("updated_at:  {}\n", printable(*a.updated_at));
  return text;
}

task<int> run(invocation& call, std::shared_ptr<user_line> line) {
  const account found = co_await command::show_user(call.context(), line->reference());
  print(call.json() ? to_json(found) : to_text(found));
  co_return 0;
}

}  // namespace

void declare_show_user(command_spec added) {
  const auto line = std::make_shared<user_line>();
  add_user_argument(added, *line);
  added.examples(
      {"fz show-user ada", "fz show-user ada@example.org --format json", "fz show-user 7 --by id"});
  runs_account_action(added, line, run);
}

}  // namespace fz::cmd
