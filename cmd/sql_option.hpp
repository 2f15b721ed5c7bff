#pragma once

#include "cmd/command_line.hpp"
#include "core/command/offline.hpp"

#include <optional>
#include <string>

namespace fz::cmd {

/// --sql and --tag, of the commands that can write a script instead of running.
struct sql_option {
  bool given = false;
  std::optional<std::string> tag;
};

void declare(command_spec& added, sql_option& option);

/// Throws error(usage) for a tag without --sql.
void check(const sql_option& option);

/// Prints the script.
void show(const command::offline_result& script, const invocation& call);

}  // namespace fz::cmd
