#include "core/command/set_password.hpp"

#include "cmd/account_action.hpp"
#include "cmd/commands.hpp"
#include "cmd/json_output.hpp"
#include "cmd/password_input.hpp"
#include "cmd/terminal.hpp"
#include "core/command/show_user.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace fz::cmd {
namespace {

struct set_line {
  user_line user;
  password_source password;
};

task<int> run(invocation& call, std::shared_ptr<set_line> line) {
  const auto& ctx = call.context();
  // Before the user types a password in vain.
  co_await command::show_user(ctx, line->user.reference());
  read_secret secret =
      co_await read_new_secret(line->password, command::configured_account_rules(ctx.config));
  const account changed =
      co_await command::set_password(ctx, line->user.reference(), std::move(secret.secret));
  if (call.json()) {
    print(to_json(changed, secret.generated, ""));
    co_return 0;
  }
  print(fmt::format("Set the password of user {} (id {}).\n", quote(changed.username),
                    printable(to_string(changed.id))));
  if (!secret.generated.empty()) print(fmt::format("Password: {}\n", secret.generated));
  co_return 0;
}

}  // namespace

void declare_set_password(command_spec added) {
  const auto line = std::make_shared<set_line>();
  add_user_argument(added, line->user);
  add_password_options(added, line->password);
  add_new_password_options(added, line->password);
  added.examples({"fz set-password ada", "fz set-password ada --generate",
                  "fz set-password ada --password-stdin < secret"});
  runs_account_action(added, line, run);
}

}  // namespace fz::cmd
