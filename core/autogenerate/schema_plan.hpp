#pragma once

#include "core/autogenerate/compare.hpp"
#include "core/schema/database_schema.hpp"

#include <string>
#include <vector>

namespace fz {

/// One statement of a plan with what a person or the writer of a revision must know about it.
struct planned_statement {
  std::string sql;                 ///< without a semicolon
  object_key object;               ///< what it is about
  bool loses_data = false;         ///< drops or narrows what holds rows
  bool can_fail_on_rows = false;   ///< whether it works depends on the rows of an existing table
  bool commit_before = false;      ///< uses what may be used only after a COMMIT (an enum's value)
  bool on_existing_table = false;  ///< locks or scans a table that was there before the plan
  std::string rows = {};           ///< how many rows it concerns; a sentence, if they were counted
  std::string note = {};           ///< what it cannot bring about; a line
};

/// The statements that lead from one schema to the other, in an order in which they work.
using schema_plan = std::vector<planned_statement>;

}  // namespace fz
