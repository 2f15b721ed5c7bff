#include "cmd/sql_option.hpp"

#include "cmd/json_output.hpp"
#include "cmd/terminal.hpp"
#include "core/util/error.hpp"

namespace fz::cmd {

void declare(command_spec& added, sql_option& option) {
  added.flag("--sql", option.given, "Print an SQL script instead of running it; needs no database")
      .option("--tag", option.tag, "TEXT", "Text for a comment at the head of the script");
}

void check(const sql_option& option) {
  if (option.given || !option.tag) return;
  throw error(error_kind::usage, "--tag marks a script: it goes with --sql.");
}

void show(const command::offline_result& script, const invocation& call) {
  print(call.json() ? to_json(script) : script.sql);
}

}  // namespace fz::cmd
