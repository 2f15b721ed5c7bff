#include "cmd/commands.hpp"

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
  add_log(migrate);
  add_revision(migrate);
  add_merge(migrate);
  add_edit(migrate);
  add_stamp(migrate);
  add_ensure_version(migrate);
}

}  // namespace

void add_commands(command_spec& top) {
  top.examples({"fz init", "fz migrate revision -m 'create the users table'",
                "fz migrate upgrade head", "fz migrate status",
                "fz create-user --username ada --email ada@example.org"});
  add_init(top);
  top.subcommand("migrate", "Bring a database to a revision, and look where it is", add_migrate);
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
}

}  // namespace fz::cmd
