#pragma once

#include "core/script/section_reader.hpp"
#include "core/sql/dialect.hpp"
#include "core/util/error.hpp"

#include <string>
#include <vector>

namespace fz {

/// The lines `-- fz:todo …` of a revision file, in the sections for the dialect and before them.
/// Throws error(script) for what visit_sections() refuses, if the file has such a line at all.
std::vector<open_todo> open_todos(const std::string& path, dialect d);

/// Why a section with such a line is not run, with file, line and column.
error refusal(const open_todo& todo);

}  // namespace fz
