#pragma once

#include "core/async/task.hpp"

#include <chrono>
#include <cstddef>

namespace fz {

/// Waits on the loop for at least this long.
task<> sleep(std::chrono::nanoseconds duration);

/// The pause before attempt `attempt` + 1 (from 1) of what others hindered: a second, then twice as
/// long each time, up to half a minute; by chance half as long or half as long again, so that two
/// who hindered each other do not meet again.
std::chrono::milliseconds growing_pause(std::size_t attempt);

}  // namespace fz
