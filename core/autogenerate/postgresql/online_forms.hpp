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

/// The statements that do the same as `s`; `s` itself where there is no other form. `from` and `to`
/// are what the plan was made of.
std::vector<online_statement> online_form(const planned_statement& s, const database_schema& from,
                                          const database_schema& to);

}  // namespace fz::postgresql
