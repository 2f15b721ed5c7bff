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

constexpr const char* help_help = "Print the help of a command";

/// order_words() has made `COMMAND --help` of it.
void declare_help(command_spec added) {
  const auto words = std::make_shared<std::vector<std::string>>();
  added.arguments("COMMAND", *words, command_spec::need::optional, "such as migrate upgrade")
      .examples({"fz help", "fz help migrate upgrade"});
  added.runs([words](invocation&) -> task<int> { co_return wrong_usage; });
}

void declare_version(command_spec added) {
  added.runs([](invocation&) -> task<int> {
    print(fmt::format("fz {}\n", own_version()));
    co_return done;
  });
}

void declare_migrate(command_spec migrate) {
  migrate.examples({"fz migrate upgrade head", "fz migrate downgrade -1", "fz migrate current"});
  migrate.subcommand("upgrade", "Upgrade the database to a revision", declare_upgrade);
  migrate.subcommand("downgrade", "Downgrade the database to a revision", declare_downgrade);
  migrate.subcommand("resume", "Finish a revision that was stopped half-way", declare_resume);
  migrate.subcommand("current", "Show which revisions the database is at", declare_current);
  migrate.subcommand("history", "List the revisions, newest first", declare_history);
  migrate.subcommand("heads", "List the newest revision of every branch", declare_heads);
  migrate.subcommand("branches", "List the revisions where branches begin", declare_branches);
  migrate.subcommand("show", "Show every detail of a revision", declare_show);
  migrate.subcommand("status",
                     "Show which revisions are applied; exit with 3 if any is pending or changed",
                     declare_status);
  migrate.subcommand("check", "Exit with 3 unless database, revisions and target agree",
                     declare_check);
  migrate.subcommand("accept", "Record that the changed file of an applied revision is right",
                     declare_accept);
  migrate.subcommand(
      "test",
      "Run every revision up, down and up again on a scratch database; exit with 3 if one does not "
      "keep its promise",
      declare_test);
  migrate.subcommand("log", "Show which steps ran, when and by whom, newest first", declare_log);
  migrate.subcommand("revision", "Write a new revision file", declare_revision);
  migrate.subcommand("merge", "Write a revision file that joins branches", declare_merge);
  migrate.subcommand("edit", "Open revision files in your editor", declare_edit);
  migrate.subcommand("stamp", "Set the version table without running migrations", declare_stamp);
  migrate.subcommand("adopt", "Take over a database from another migration tool", declare_adopt);
  migrate.subcommand("ensure-version,ensure_version",
                     "Create the version table if it does not exist", declare_ensure_version);
  migrate.subcommand("help", help_help, declare_help, command_spec::shown::no);
}

void declare_schema(command_spec schema) {
  schema.examples({"fz schema dump > schema.sql", "fz schema diff old.sql new.sql"});
  schema.subcommand("dump", "Print a schema as SQL that creates it in an empty database",
                    declare_schema_dump);
  schema.subcommand("diff", "Compare two schemas; exit with 3 if they differ", declare_schema_diff);
  schema.subcommand("show", "Show tables with their columns, keys, indexes and references",
                    declare_schema_show);
  schema.subcommand("apply", "Bring the configured database to a schema, without revisions",
                    declare_schema_apply);
}

void declare_fleet(command_spec fleet) {
  fleet.examples({"fz fleet list", "fz fleet upgrade head", "fz fleet status", "fz fleet check"});
  fleet.subcommand("list", "List the targets and where each is", declare_fleet_list);
  fleet.subcommand("upgrade", "Bring every target up to a revision", declare_fleet_upgrade);
  fleet.subcommand("downgrade", "Take every target back to a revision", declare_fleet_downgrade);
  fleet.subcommand("stamp", "Set the version table of every target", declare_fleet_stamp);
  fleet.subcommand("status", "Count how many targets are where", declare_fleet_status);
  fleet.subcommand("check", "Exit with 3 unless all targets are at head, with its schema",
                   declare_fleet_check);
  fleet.subcommand("sql", "Run one query on every target, read-only", declare_fleet_sql);
}

}  // namespace

void add_commands(command_spec& top) {
  top.examples({"fz init", "fz migrate revision -m 'create the users table'",
                "fz migrate upgrade head", "fz migrate status",
                "fz create-user --username ada --email ada@example.org"});
  top.subcommand("init", "Create alembic.toml and migrations/versions", declare_init);
  top.subcommand("import", "Move over from another migration tool", declare_import);
  top.subcommand("export", "Write the revisions as plain SQL files", declare_export);
  top.subcommand("migrate", "Run migrations, and show where a database is", declare_migrate);
  top.subcommand("upgrade", "Upgrade the database to a revision", declare_upgrade);
  top.subcommand("downgrade", "Downgrade the database to a revision", declare_downgrade);
  top.subcommand("create-user", "Create an account; asks for its password", declare_create_user);
  top.subcommand("list-users", "List the accounts, ordered by id", declare_list_users);
  top.subcommand("show-user", "Show an account", declare_show_user);
  top.subcommand("update-user", "Change an account's name or address", declare_update_user);
  top.subcommand("set-password", "Set an account's password", declare_set_password);
  top.subcommand("check-password", "Exit with 0 if the password is right, else with 1",
                 declare_check_password);
  top.subcommand("delete-user", "Delete an account; asks first", declare_delete_user);
  top.subcommand("import-users", "Create the accounts in a file", declare_import_users);
  top.subcommand("export-users", "Write the accounts in a form that import-users reads",
                 declare_export_users);
  top.subcommand("schema", "Read and compare the schemas of databases", declare_schema);
  top.subcommand("serve", "Serve the accounts over HTTP", declare_serve);
  top.subcommand("fleet", "Do the same on many databases", declare_fleet);
  top.subcommand("help", help_help, declare_help);
  top.subcommand("version", "Print the version", declare_version);
}

}  // namespace fz::cmd
