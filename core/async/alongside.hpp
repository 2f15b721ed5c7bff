#pragma once

#include "core/async/cancellation.hpp"
#include "core/async/gather.hpp"
#include "core/async/outcome.hpp"
#include "core/async/task.hpp"

#include <utility>
#include <vector>

namespace fz {

/// Runs `companion` beside `work`; when the work ends, the companion is cancelled and waited for,
/// and what it throws is dropped. Gives the work's value or throws what it threw.
template <class T>
task<T> run_alongside(task<T> work, task<> companion) {
  struct pair {
    outcome<T> result;
    cancel_source source;
    bool over = false;
  } both;
  // clang 14 takes the move into the coroutine's frame for an earlier one.
  // NOLINTBEGIN(bugprone-use-after-move)
  const auto go_along = [](task<> beside, pair& with) -> task<> {
    if (with.over) co_return;
    outcome<void> ignored;
    co_await ignored.capture(with_cancellation(std::move(beside), with.source));
  };
  // NOLINTEND(bugprone-use-after-move)
  const auto lead = [](task<T> first, pair& with) -> task<> {
    co_await with.result.capture(std::move(first));
    with.over = true;
    with.source.cancel();
  };
  std::vector<task<>> tasks;
  tasks.push_back(go_along(std::move(companion), both));
  tasks.push_back(lead(std::move(work), both));
  outcome<void> ended;
  co_await ended.capture(gather(std::move(tasks)));
  if (ended.failure() && !both.over) ended.take();
  co_return both.result.take();
}

}  // namespace fz
