#pragma once

#include "core/autogenerate/schema_plan.hpp"
#include "core/schema/database_schema.hpp"

#include <optional>
#include <vector>

namespace fz::postgresql {

/// A statement of a plan in the form in which it locks least.
struct online_statement {
  planned_statement statement;
  bool outside = false;       ///< not in a transaction
  bool after_commit = false;  ///< in a later transaction than the one before it in the list
  bool goes_first = false;    ///< reads a whole table: before what locks another one
};

/// The statements that do the same as `s` without blocking others; `s` itself if it has no such
/// form. The plan leads from `from` to `to`.
std::vector<online_statement> online_form(const planned_statement& s, const database_schema& from,
                                          const database_schema& to);

}  // namespace fz::postgresql
