#pragma once

#include "core/command/context.hpp"
#include "core/revision/plan.hpp"
#include "core/runtime/project.hpp"
#include "core/script/migration.hpp"

#include <vector>

namespace fz::command {

/// Replaces each table that a section of SQLite rebuilds (`-- fz:rebuild`) by the statements that
/// do it, for a script: as a scratch database in memory ran them that the revisions before the step
/// were applied to. Throws what those revisions and the rebuild throw. `bodies`: of the plan.
task<std::vector<step_body>> with_rebuilds_written(const context& ctx, const project& p,
                                                   const plan& steps,
                                                   std::vector<step_body> bodies);

}  // namespace fz::command
