#pragma once

#include "core/async/task.hpp"

#include <string>

namespace fz::cmd {

/// Asks on stderr and reads the answer from stdin; only "y" and "yes" are yes. A cancellation ends
/// the wait.
task<bool> ask_yes_or_no(std::string question);

}  // namespace fz::cmd
