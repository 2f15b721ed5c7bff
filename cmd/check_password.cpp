#include "core/command/check_password.hpp"

#include "cmd/account_action.hpp"
#include "cmd/commands.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/password_input.hpp"
#include "cmd/terminal.hpp"

#include <memory>
#include <utility>

namespace fz::cmd {
namespace {

struct check_line {
  user_line user;
  password_source password;
};

task<int> run(invocation& call, std::shared_ptr<check_line> line) {
  const auto& ctx = call.context();
  std::string password = co_await read_password(line->password);
  const bool right =
      co_await command::check_password(ctx, line->user.reference(), std::move(password));
  if (call.json()) {
    print(right ? "{\n  \"matches\": true\n}\n" : "{\n  \"matches\": false\n}\n");
  } else if (call.globals().speech != verbosity::quiet) {
    print(right ? "The password is right.\n" : "Wrong password, or the account does not exist.\n");
  }
  co_return right ? done : failed;
}

}  // namespace

void declare_check_password(command_spec added) {
  const auto line = std::make_shared<check_line>();
  add_user_argument(added, line->user);
  add_password_options(added, line->password);
  added.examples({"fz check-password ada", "fz check-password ada --password-stdin < secret"});
  runs_account_action(added, line, run);
}

}  // namespace fz::cmd
