#pragma once

#include "core/autogenerate/schema_plan.hpp"

#include <string>

namespace fz {

/// Whether a script asks a person to look before it runs.
enum class todo_lines {
  left_out,
  written,  ///< `-- fz:todo` where rows can be lost or can stand in the way
};

/// The comments for a statement that loses data, may fail on rows or does not do all, a line each;
/// "" for others.
std::string row_marks(const planned_statement& s, todo_lines todos);

}  // namespace fz
