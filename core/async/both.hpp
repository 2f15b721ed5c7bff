#pragma once

#include "core/async/gather.hpp"
#include "core/async/outcome.hpp"
#include "core/async/task.hpp"

#include <exception>
#include <utility>
#include <vector>

namespace fz {
namespace detail {

/// Keeps the value of `work` in `kept`, and throws what it threw.
template <class T>
task<> keep_in(outcome<T>& kept, task<T> work) {
  co_await kept.capture(std::move(work));
  if (kept.failure()) std::rethrow_exception(kept.failure());
}

}  // namespace detail

/// Runs two tasks side by side and gives both values. If one throws, the other is cancelled and
/// waited for, and the first exception is thrown.
template <class A, class B>
task<std::pair<A, B>> both(task<A> first, task<B> second) {
  outcome<A> first_kept;
  outcome<B> second_kept;
  std::vector<task<>> tasks;
  tasks.push_back(detail::keep_in(first_kept, std::move(first)));
  tasks.push_back(detail::keep_in(second_kept, std::move(second)));
  co_await gather(std::move(tasks));
  co_return std::pair<A, B>(first_kept.take(), second_kept.take());
}

/// The same where only the first has a value.
template <class A>
task<A> both(task<A> first, task<> second) {
  outcome<A> kept;
  std::vector<task<>> tasks;
  tasks.push_back(detail::keep_in(kept, std::move(first)));
  tasks.push_back(std::move(second));
  co_await gather(std::move(tasks));
  co_return kept.take();
}

/// The same where neither has one.
inline task<> both(task<> first, task<> second) {
  std::vector<task<>> tasks;
  tasks.push_back(std::move(first));
  tasks.push_back(std::move(second));
  return gather(std::move(tasks));
}

}  // namespace fz
