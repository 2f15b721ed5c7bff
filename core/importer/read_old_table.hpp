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

/// Which table is looked for.
struct old_table_request {
  tool from = tool::dbmate;
  /// "name" or "schema.name", a part in double quotes where it holds a point; empty: the tool's
  /// usual one. Of sqitch the schema with its tables, or the name of its database on SQLite.
  std::string table = {};
  std::filesystem::path database = {};  ///< the SQLite file; empty on a server
};

/// Reads the table in which the tool keeps what it has applied; writes nothing. Nothing if there is
/// no such table, or one of that name that is another tool's.
task<std::optional<old_state>> read_old_table(connection& c, old_table_request request);

/// The tools that have a table with their usual name in the database.
task<std::vector<tool>> find_old_tables(connection& c, std::filesystem::path database);

/// The tables that have the columns of the tool's own, in whatever schema and whatever their names;
/// of sqitch none.
task<std::vector<std::string>> find_tables_like(connection& c, tool from);

/// The statement that removes the table; empty where there is none to remove.
std::string removal_of(const old_state& state, dialect d);

/// sqitch's own database, beside that of the project on SQLite: `registry` is its name, or its
/// path.
std::filesystem::path sqitch_registry(const std::filesystem::path& database,
                                      const std::string& registry);

}  // namespace fz::importer
