#pragma once

#include "core/command/schema_reader.hpp"
#include "core/command/schema_source.hpp"

#include <string>

namespace fz::command {

/// The script for psql or sqlite3 that leads from the first schema to the second one, which `to`
/// stands for; its comments about renames are followed. Both are comparable. Throws error(database)
/// where there is no plan.
task<std::string> script_between(const context& ctx, schema_reader& reader, schema_source to,
                                 schemas both);

}  // namespace fz::command
