#pragma once

#include "core/async/task.hpp"
#include "core/lock/migration_lock.hpp"
#include "core/util/reporter.hpp"

#include <functional>
#include <string>

namespace fz {

/// Looks on while steps run, until it is cancelled: shows on a terminal what runs and for how long,
/// and says, on a terminal or in a log, for which lock a statement waits and who holds it.
/// `what_runs` gives the words for it ("" while nothing does); `lock` may be nullptr.
task<> watch_steps(reporter& to, migration_lock* lock, std::function<std::string()> what_runs);

}  // namespace fz
