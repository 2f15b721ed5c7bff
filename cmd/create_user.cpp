#include "core/command/create_user.hpp"

#include "cmd/account_action.hpp"
#include "cmd/commands.hpp"
#include "cmd/json_output.hpp"
#include "cmd/password_input.hpp"
#include "cmd/terminal.hpp"
#include "core/command/users_database.hpp"
#include "core/users/account_rules.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <memory>
#include <string_view>
#include <utility>

namespace fz::cmd {
namespace {

using command::created_user;
using command::existing_user;

struct create_line {
  command::create_user_options options;
  password_source password;
  bool if_not_exists = false;
  bool upsert = false;
};

existing_user existing_of(const create_line& line) {
  if (line.if_not_exists && line.upsert) {
    throw error(error_kind::usage,
                "--if-not-exists and --upsert exclude each other: give only one.");
  }
  if (line.upsert) return existing_user::update;
  return line.if_not_exists ? existing_user::keep : existing_user::refuse;
}

std::string_view word_of(created_user::what done) {
  switch (done) {
    case created_user::what::created:
      return "created";
    case created_user::what::updated:
      return "updated";
    case created_user::what::unchanged:
      break;
  }
  return "unchanged";
}

std::string sentence_of(const created_user& made) {
  const std::string name = quote(made.user.username);
  const std::string id = printable(to_string(made.user.id));
  switch (made.done) {
    case created_user::what::created:
      return fmt::format("Created user {} (id {}).\n", name, id);
    case created_user::what::updated:
      return fmt::format("Updated user {} (id {}).\n", name, id);
    case created_user::what::unchanged:
      break;
  }
  return fmt::format("User {} (id {}) exists already; nothing was changed.\n", name, id);
}

task<int> run(invocation& call, std::shared_ptr<create_line> line) {
  const auto& ctx = call.context();
  const account_rules rules = command::configured_account_rules(ctx.config);
  // Before the user types a password in vain.
  check_username(line->options.username, rules);
  checked_email(line->options.email);
  line->options.existing = existing_of(*line);
  read_secret secret = co_await read_new_secret(line->password, rules);
  line->options.secret = std::move(secret.secret);
  const created_user made = co_await command::create_user(ctx, std::move(line->options));
  const bool unchanged = made.done == created_user::what::unchanged;
  const std::string generated = unchanged ? "" : secret.generated;
  if (call.json()) {
    const bool may_exist = line->if_not_exists || line->upsert;
    print(to_json(made.user, generated, may_exist ? word_of(made.done) : ""));
  } else {
    print(sentence_of(made));
    if (!generated.empty()) print(fmt::format("Password: {}\n", generated));
  }
  co_return 0;
}

}  // namespace

void declare_create_user(command_spec added) {
  const auto line = std::make_shared<create_line>();
  added
      .option("--username", line->options.username, "NAME", "The account's name",
              command_spec::need::required)
      .option("--email", line->options.email, "ADDRESS", "The account's address",
              command_spec::need::required);
  add_password_options(added, line->password);
  add_new_password_options(added, line->password);
  added
      .flag("--if-not-exists", line->if_not_exists,
            "If the name exists, change nothing and exit with 0")
      .flag("--upsert", line->upsert, "If the name exists, set its address and password");
  added.examples({"fz create-user --username ada --email ada@example.org",
                  "fz create-user --username ada --email ada@example.org --generate",
                  "fz create-user --username ada --email ada@example.org --password-stdin < secret",
                  "FZ_PASSWORD=… fz create-user --username ada --email ada@example.org "
                  "--no-input"});
  runs_account_action(added, line, run);
}

}  // namespace fz::cmd
