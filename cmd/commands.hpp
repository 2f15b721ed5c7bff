#pragma once

#include "cmd/command_line.hpp"

namespace fz::cmd {

/// Declares every command of the program.
void add_commands(command_spec& top);

// One function a command, in the file of its name or of its kind.
void add_init(command_spec& top);
void add_upgrade(command_spec& to);
void add_downgrade(command_spec& to);
void add_resume(command_spec& to);
void add_current(command_spec& to);
void add_history(command_spec& to);
void add_heads(command_spec& to);
void add_branches(command_spec& to);
void add_show(command_spec& to);
void add_status(command_spec& to);
void add_check(command_spec& to);
void add_accept(command_spec& to);
void add_test(command_spec& to);
void add_log(command_spec& to);
void add_revision(command_spec& to);
void add_merge(command_spec& to);
void add_edit(command_spec& to);
void add_stamp(command_spec& to);
void add_adopt(command_spec& to);
void add_ensure_version(command_spec& to);
void add_create_user(command_spec& top);
void add_list_users(command_spec& top);
void add_show_user(command_spec& top);
void add_update_user(command_spec& top);
void add_set_password(command_spec& top);
void add_check_password(command_spec& top);
void add_delete_user(command_spec& top);
void add_import(command_spec& top);
void add_import_users(command_spec& top);
void add_export(command_spec& top);
void add_export_users(command_spec& top);
void add_schema(command_spec& top);
void add_schema_apply(command_spec& to);  // within schema
void add_schema_show(command_spec& to);   // within schema
void add_serve(command_spec& top);
void add_fleet(command_spec& top);
// Within fleet.
void add_fleet_list(command_spec& to);
void add_fleet_status(command_spec& to);
void add_fleet_check(command_spec& to);
void add_fleet_sql(command_spec& to);
void add_help(command_spec& to, command_spec::shown in_help);
void add_version(command_spec& top);

}  // namespace fz::cmd
