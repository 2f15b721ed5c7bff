#include "cmd/commands.hpp"

#include "cmd/exit_code.hpp"
#include "cmd/terminal.hpp"
#include "core/util/identity.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

namespace fz::cmd {
namespace {

void add_migrate(command_spec migrate) {
  migrate.examples({"fz migrate upgrade head", "fz migrate downgrade -1", "fz migrate current"});
  add_upgrade(migrate);
  add_downgrade(migrate);
  add_resume(migrate);
  add_current(migrate);
  add_history(migrate);
  add_heads(migrate);
  add_branches(migrate);
  add_show(migrate);
  add_status(migrate);
  add_check(migrate);
  add_accept(migrate);
  add_test(migrate);
  add_log(migrate);
  add_revision(migrate);
  add_merge(migrate);
  add_edit(migrate);
  add_stamp(migrate);
  add_adopt(migrate);
  add_ensure_version(migrate);
  add_help(migrate, command_spec::shown::no);
}

}  // namespace

void add_commands(command_spec& top) {
  top.examples({"fz init", "fz migrate revision -m 'create the users table'",
                "fz migrate upgrade head", "fz migrate status",
                "fz create-user --username ada --email ada@example.org"});
  add_init(top);
  add_import(top);
  add_export(top);
  top.subcommand("migrate", "Run migrations, and show where a database is", add_migrate);
  add_upgrade(top);
  add_downgrade(top);
  add_create_user(top);
  add_list_users(top);
  add_show_user(top);
  add_update_user(top);
  add_set_password(top);
  add_check_password(top);
  add_delete_user(top);
  add_import_users(top);
  add_export_users(top);
  add_schema(top);
  add_serve(top);
  add_fleet(top);
  add_help(top, command_spec::shown::yes);
  add_version(top);
}

/// order_words() has made `COMMAND --help` of it.
void add_help(command_spec& to, command_spec::shown in_help) {
  const auto declare = [](command_spec added) {
    const auto words = std::make_shared<std::vector<std::string>>();
    added.arguments("COMMAND", *words, command_spec::need::optional, "such as migrate upgrade")
        .examples({"fz help", "fz help migrate upgrade"});
    added.runs([words](invocation&) -> task<int> { co_return wrong_usage; });
  };
  to.subcommand("help", "Print the help of a command", declare, in_help);
}

void add_version(command_spec& top) {
  top.subcommand("version", "Print the version", [](command_spec added) {
    added.runs([](invocation&) -> task<int> {
      print(fmt::format("fz {}\n", own_version()));
      co_return done;
    });
  });
}

}  // namespace fz::cmd
