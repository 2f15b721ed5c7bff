#pragma once

#include "core/command/environment.hpp"
#include "core/revision/plan.hpp"

#include <string>
#include <vector>

namespace fz::command {

struct stamp_options {
  std::vector<std::string> targets;
  purge rows_first = purge::no;
};

/// What became of the version table; rows sorted.
struct stamp_report {
  std::vector<std::string> rows_before;
  std::vector<std::string> rows_after;
};

/// Writes into the version table, which is made if it is missing, that the database is at the
/// targets, without running anything (see make_stamp_plan()). In one transaction, whole or not at
/// all. Throws like make_stamp_plan(), and database_error.
task<stamp_report> stamp(const environment& env, stamp_options options);

/// Makes the version table unless it is there.
task<> ensure_version(const environment& env);

}  // namespace fz::command
