#pragma once

#include "core/async/task.hpp"
#include "core/lock/migration_lock.hpp"
#include "core/runtime/run_progress.hpp"
#include "core/runtime/step_runner.hpp"

namespace fz {

/// Until it is cancelled, reports to the observer four times a second what runs and for how long,
/// and which lock a statement waits for. `lock` may be nullptr.
task<> watch_steps(const run_progress& progress, const step_runner& steps, migration_lock* lock,
                   const catalog& of);

}  // namespace fz
