#pragma once

#include "core/command/context.hpp"

#include <filesystem>
#include <string>

namespace fz::command {

/// A command of the shell in which "$1" is the revision file: `{file}` and Alembic's
/// REVISION_SCRIPT_FILENAME in it are replaced, whatever quotes they stand in; without either the
/// file goes to the end. The file's name itself is never a part of the command.
std::string post_write_command(std::string_view hook);

/// Where a hook's output goes.
enum class hook_output { as_it_is, to_stderr };

/// Runs one of post_write_hooks on a revision file, in the folder of alembic.toml, through
/// /bin/sh. The file's path is also in the variable REVISION_SCRIPT_FILENAME. Throws error(script)
/// that names the hook, the file, which stays, and how the hook ended, unless it ends with 0.
task<> run_post_write_hook(const context& ctx, std::string hook, std::string file,
                           hook_output output);

}  // namespace fz::command
