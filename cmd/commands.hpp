#pragma once

#include "cmd/command_line.hpp"

namespace fz::cmd {

/// Declares every command of the program.
void add_commands(command_spec& top);

// What each command takes and does, in the file of its name or of its kind; their names and what
// --help says of them: commands.cpp.

void declare_init(command_spec added);
void declare_import(command_spec added);
void declare_export(command_spec added);
void declare_serve(command_spec added);

// fz migrate
void declare_upgrade(command_spec added);
void declare_downgrade(command_spec added);
void declare_resume(command_spec added);
void declare_current(command_spec added);
void declare_history(command_spec added);
void declare_heads(command_spec added);
void declare_branches(command_spec added);
void declare_show(command_spec added);
void declare_status(command_spec added);
void declare_check(command_spec added);
void declare_accept(command_spec added);
void declare_test(command_spec added);
void declare_log(command_spec added);
void declare_revision(command_spec added);
void declare_merge(command_spec added);
void declare_edit(command_spec added);
void declare_stamp(command_spec added);
void declare_adopt(command_spec added);
void declare_ensure_version(command_spec added);

// Accounts
void declare_create_user(command_spec added);
void declare_list_users(command_spec added);
void declare_show_user(command_spec added);
void declare_update_user(command_spec added);
void declare_set_password(command_spec added);
void declare_check_password(command_spec added);
void declare_delete_user(command_spec added);
void declare_import_users(command_spec added);
void declare_export_users(command_spec added);

// fz schema
void declare_schema_dump(command_spec added);
void declare_schema_diff(command_spec added);
void declare_schema_show(command_spec added);
void declare_schema_apply(command_spec added);

// fz fleet
void declare_fleet_list(command_spec added);
void declare_fleet_upgrade(command_spec added);
void declare_fleet_downgrade(command_spec added);
void declare_fleet_stamp(command_spec added);
void declare_fleet_status(command_spec added);
void declare_fleet_check(command_spec added);
void declare_fleet_sql(command_spec added);

}  // namespace fz::cmd
