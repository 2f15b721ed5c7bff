#pragma once

#include "core/async/outcome.hpp"
#include "core/async/task.hpp"

#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace fz {

inline constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

/// Runs all tasks side by side, at most `limit` (at least 1) at once, in the order given. The
/// first exception cancels those that run, keeps the others from starting, and is thrown when all
/// have ended; so is the cancellation of the caller.
task<> gather(std::vector<task<>> tasks, std::size_t limit = no_limit);

/// The same for tasks with a value: the values in the order of the tasks.
template <class T>
task<std::vector<T>> gather(std::vector<task<T>> tasks, std::size_t limit = no_limit) {
  std::vector<outcome<T>> outcomes(tasks.size());
  const auto keep = [](task<T> work, outcome<T>& kept) -> task<> {
    co_await kept.capture(std::move(work));
    if (kept.failure()) std::rethrow_exception(kept.failure());
  };
  std::vector<task<>> keepers;
  keepers.reserve(tasks.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    keepers.push_back(keep(std::move(tasks[i]), outcomes[i]));
  }
  co_await gather(std::move(keepers), limit);

  std::vector<T> values;
  values.reserve(outcomes.size());
  for (outcome<T>& kept : outcomes) values.push_back(kept.take());
  co_return values;
}

}  // namespace fz
