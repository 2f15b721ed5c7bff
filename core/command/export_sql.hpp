#pragma once

#include "core/command/context.hpp"
#include "core/sql/dialect.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace fz::command {

struct export_sql_options {
  std::filesystem::path folder;             ///< absolute; made if it is missing
  std::optional<fz::dialect> dialect = {};  ///< nothing: of the configured database
};

struct export_sql_report {
  std::vector<std::filesystem::path> files;  ///< in the order in which they are to be run
  std::vector<std::string> notes;            ///< sentences
};

/// Writes the revisions as plain SQL files, numbered in an order in which they can be run:
/// `0001_create_users.up.sql`, and `.down.sql` where a revision says how to undo it. One that runs
/// outside of a transaction begins with `-- no-transaction`. All files or none; existing files are
/// never overwritten. Throws error(script) for what cannot be run, error(usage) for a revision that
/// is code, and error(file).
task<export_sql_report> export_sql(const context& ctx, export_sql_options options);

}  // namespace fz::command
