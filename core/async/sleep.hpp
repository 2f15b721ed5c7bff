#pragma once

#include "core/async/task.hpp"

#include <chrono>

namespace fz {

/// Waits on the loop for at least this long.
task<> sleep(std::chrono::nanoseconds duration);

}  // namespace fz
