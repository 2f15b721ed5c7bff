#pragma once

#include "core/async/task.hpp"
#include "core/database/connection.hpp"
#include "core/importer/adoption.hpp"
#include "core/importer/tool.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace fz::importer {

/// Reads the table in which the tool keeps what it has applied; writes nothing. `database`: the
/// SQLite file, beside which sqitch keeps its own; empty on a server. Nothing if there is no such
/// table. Throws error(check) for a table of that name that is another tool's.
task<std::optional<old_state>> read_old_table(connection& c, tool from,
                                              std::filesystem::path database);

/// The tools that have a table of theirs in the database.
task<std::vector<tool>> find_old_tables(connection& c, std::filesystem::path database);

/// The statement that removes the table; empty where there is none to remove.
std::string removal_of(const old_state& state, dialect d);

}  // namespace fz::importer
