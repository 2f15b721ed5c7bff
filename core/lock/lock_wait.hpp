#pragma once

#include "core/async/task.hpp"
#include "core/lock/migration_lock.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace fz {

/// The patience of a run that wants the migration lock while another has it.
class lock_wait {
 public:
  /// It ends `wanted.timeout` from now. `holder` says who has the lock, "" if nobody does any more.
  lock_wait(const lock_request& wanted, std::chrono::milliseconds between_attempts,
            std::function<task<std::string>()> holder);

  /// Attempts again and again until `attempt` gives true, and says every ten seconds who is waited
  /// for. Throws error(lock) when the time is over.
  task<> until(const std::function<task<bool>()>& attempt);

 private:
  using clock = std::chrono::steady_clock;

  task<> tell_or_give_up();

  reporter& reporter_;
  std::chrono::milliseconds timeout_;
  std::chrono::milliseconds between_attempts_;
  std::function<task<std::string>()> holder_;
  clock::time_point end_;
  clock::time_point tell_;
};

/// Awaits `taking`, which takes `lock`. If it fails or is cancelled, what it may have got is let go
/// of before its failure is thrown.
task<> take_whole(migration_lock& lock, task<> taking);

}  // namespace fz
