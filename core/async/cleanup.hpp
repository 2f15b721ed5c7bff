#pragma once

#include "core/async/cancellation.hpp"
#include "core/async/outcome.hpp"
#include "core/async/task.hpp"

#include <boost/asio/this_coro.hpp>

#include <exception>
#include <functional>
#include <utility>

namespace fz {

/// What with_cleanup() runs last; it is given the failure of the work, or null.
using cleanup_function = std::function<task<>(const std::exception_ptr& failure)>;

/// Runs `work`, then `cleanup`, which is run to its end even when the caller was cancelled, or is
/// cancelled again meanwhile. Gives the value of the work or throws what it threw; if only the
/// cleanup failed, throws that.
template <class T>
task<T> with_cleanup(task<T> work, cleanup_function cleanup) {
  namespace this_coro = boost::asio::this_coro;
  outcome<T> ended;
  std::exception_ptr failure;
  try {
    co_await ended.capture(std::move(work));
    failure = ended.failure();
  } catch (...) {  // cancelled before the work began
    failure = std::current_exception();
  }
  const bool throws = co_await this_coro::throw_if_cancelled();
  co_await this_coro::throw_if_cancelled(false);
  outcome<void> cleaned;
  co_await cleaned.capture(to_its_end(cleanup(failure)));
  co_await this_coro::throw_if_cancelled(throws);
  if (failure) std::rethrow_exception(failure);
  cleaned.take();
  co_return ended.take();
}

}  // namespace fz
