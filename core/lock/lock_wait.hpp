#pragma once

#include "core/async/task.hpp"
#include "core/lock/migration_lock.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace fz {

/// The wait of a run for the migration lock while another run has it.
class lock_wait {
 public:
  /// It ends `wanted.timeout` from now. `holder` says who has the lock, "" if that is not known.
  lock_wait(const lock_request& wanted, std::chrono::milliseconds between_attempts,
            std::function<task<std::string>()> holder);

  /// Attempts again and again until `attempt` gives true, and tells the observer every ten seconds.
  /// Throws error(lock) when the time is over.
  task<> until(const std::function<task<bool>()>& attempt);

 private:
  using clock = std::chrono::steady_clock;

  task<> report_or_give_up();

  lock_observer& observer_;
  std::chrono::milliseconds timeout_;
  std::chrono::milliseconds between_attempts_;
  std::function<task<std::string>()> holder_;
  clock::time_point end_;
  clock::time_point next_report_;
};

}  // namespace fz
