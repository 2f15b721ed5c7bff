#pragma once

#include "core/async/cancellation.hpp"
#include "core/async/task.hpp"
#include "core/util/error.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <utility>

namespace fz {

/// Runs `work`; if it has not ended after `limit`, cancels it, waits for its end and throws
/// error(timeout). A value that comes although it was cancelled is given back.
template <class T>
task<T> with_timeout(task<T> work, std::chrono::nanoseconds limit) {
  struct state {
    cancel_source source;
    bool rang = false;
  };
  // Shared: the timer's handler may still be in the loop's queue when this frame is gone.
  const auto alarm = std::make_shared<state>();
  boost::asio::steady_timer timer(
      co_await boost::asio::this_coro::executor,
      std::chrono::duration_cast<boost::asio::steady_timer::duration>(limit));
  timer.async_wait([alarm](boost::system::error_code stopped) {
    if (stopped) return;
    alarm->rang = true;
    alarm->source.cancel();
  });

  outcome<T> result;
  co_await result.capture(with_cancellation(std::move(work), alarm->source));
  timer.cancel();
  if (alarm->rang && is_cancellation(result.failure())) {
    throw error(error_kind::timeout, "The operation took longer than it was given.");
  }
  co_return result.take();
}

/// True for the exception with which with_timeout() ends work that took too long.
inline bool is_timeout(const std::exception_ptr& failure) {
  if (!failure) return false;
  try {
    std::rethrow_exception(failure);
  } catch (const error& e) {
    return e.kind() == error_kind::timeout;
  } catch (...) {
    return false;
  }
}

}  // namespace fz
