#pragma once

#include "core/async/task.hpp"

#include <vector>

namespace fz {

/// Tasks of one loop that wait for a change: `while (!is_free) co_await list.wait();`. All that use
/// it run on one thread.
class wait_list {
 public:
  wait_list() = default;
  wait_list(const wait_list&) = delete;
  wait_list& operator=(const wait_list&) = delete;

  /// Waits for the next wake_all(); the list must outlive it. Throws when it is cancelled.
  task<> wait();

  /// All look again whether they can go on, in the order in which they came.
  void wake_all() noexcept;

 private:
  struct waiter;

  std::vector<waiter*> waiters_;
};

}  // namespace fz
