#include "core/command/create_user.hpp"

#include "cmd/commands.hpp"
#include "cmd/json_output.hpp"
#include "cmd/password_input.hpp"
#include "cmd/terminal.hpp"
#include "core/users/account.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace fz::cmd {
namespace {

struct create_line {
  fz::command::create_user_options options;
  password_source password;
};

task<int> run(session& s, std::shared_ptr<create_line> line) {
  const auto& env = s.environment();
  // Before anybody types a password for nothing.
  check_username(line->options.username);
  check_email(line->options.email);
  line->options.password = co_await read_password(line->password);
  const account made = co_await fz::command::create_user(env, std::move(line->options));
  print(s.json() ? to_json(made)
                 : fmt::format("Created user {} (id {}).\n", quote(made.username), made.id));
  co_return 0;
}

}  // namespace

void add_create_user(command& top) {
  top.subcommand("create-user", "Add an account; asks for its password", [](command added) {
    const auto line = std::make_shared<create_line>();
    added
        .option("--username", line->options.username, "NAME", "Its name, not yet taken",
                command::need::required)
        .option("--email", line->options.email, "ADDRESS", "Its address, not yet taken",
                command::need::required);
    add_password_options(added, line->password);
    added.examples(
        {"fz create-user --username ada --email ada@example.org",
         "fz create-user --username ada --email ada@example.org --password-stdin < secret",
         "FZ_PASSWORD=… fz create-user --username ada --email ada@example.org "
         "--no-input"});
    added.runs([line](session& s) { return run(s, line); });
  });
}

}  // namespace fz::cmd
