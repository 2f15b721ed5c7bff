#pragma once

#include "core/async/task.hpp"

#include <functional>

namespace fz::cmd {

/// Runs `work` on a loop of its own and gives its value or throws what it threw. The first SIGINT,
/// SIGTERM or SIGHUP cancels it and waits for its end; the second, or one after that
/// end, ends the process at once with exit code 130. While `hangup` is set, SIGHUP calls it
/// instead.
int run_interruptible(task<int> work, const std::function<void()>& hangup);

}  // namespace fz::cmd
