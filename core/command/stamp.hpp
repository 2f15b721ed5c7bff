#pragma once

#include "core/command/context.hpp"
#include "core/revision/plan.hpp"
#include "core/runtime/run.hpp"

#include <string>
#include <vector>

namespace fz::command {

struct stamp_options {
  std::vector<std::string> targets;
  purge rows_first = purge::no;
};

/// Sets the version table, which is made if it is missing, to the targets without running anything
/// (see make_stamp_plan()), under the migration lock and in one transaction. A section that was
/// stopped half-way counts as settled. What ends it early is in the outcome.
task<run_outcome> stamp(const context& ctx, stamp_options options, run_observer& to);

/// Makes the version table unless it is there.
task<> ensure_version(const context& ctx);

}  // namespace fz::command
