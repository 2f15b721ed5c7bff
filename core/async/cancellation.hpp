#pragma once

#include "core/async/outcome.hpp"
#include "core/async/task.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <functional>
#include <utility>

namespace fz {

/// True for the exception with which a cancelled operation ends.
bool is_cancellation(const std::exception_ptr& failure);

/// Throws the exception with which a cancelled operation ends.
[[noreturn]] void throw_cancelled();

/// A button that cancels one piece of work, pressed from elsewhere on the same loop. It must
/// outlive that work.
class cancel_source {
 public:
  /// Cancels the work attached by with_cancellation(). A later call cancels what it then waits for.
  void cancel() { signal_.emit(boost::asio::cancellation_type::terminal); }

  boost::asio::cancellation_slot slot() noexcept { return signal_.slot(); }

 private:
  boost::asio::cancellation_signal signal_;
};

/// While it lives, a cancellation of the coroutine whose slot it was given calls `cancel` instead
/// of reaching the operation that the coroutine awaits.
class cancellation_forward {
 public:
  template <class Cancel>
  cancellation_forward(boost::asio::cancellation_slot slot, Cancel cancel) : slot_(slot) {
    if (slot_.is_connected()) {
      slot_.assign([cancel](boost::asio::cancellation_type) mutable { cancel(); });
    }
  }
  cancellation_forward(const cancellation_forward&) = delete;
  cancellation_forward& operator=(const cancellation_forward&) = delete;
  ~cancellation_forward() {
    if (slot_.is_connected()) slot_.clear();
  }

 private:
  boost::asio::cancellation_slot slot_;
};

/// Runs `work` to its end: a cancellation of the caller calls `cancelled` on the loop's thread
/// instead of reaching it, and the work is cancelled only through `slot`. Gives its value or throws
/// what it threw.
template <class T>
task<T> shielded(task<T> work, std::function<void()> cancelled,
                 boost::asio::cancellation_slot slot = {}) {
  namespace asio = boost::asio;
  outcome<T> result;
  const auto executor = co_await asio::this_coro::executor;
  const asio::cancellation_state own = co_await asio::this_coro::cancellation_state;
  {
    const cancellation_forward forward(own.slot(), [&cancelled] { cancelled(); });
    co_await asio::co_spawn(executor, result.capture(std::move(work)),
                            asio::bind_cancellation_slot(slot, asio::use_awaitable));
  }
  co_return result.take();
}

/// Runs `work` to its end although the caller is cancelled, once or again, while it runs. A caller
/// that has been cancelled before must not throw for it: throw_if_cancelled(false).
template <class T>
task<T> to_its_end(task<T> work) {
  const std::function<void()> nothing = [] {};
  return shielded(std::move(work), nothing);
}

/// Runs `work`, which is cancelled when the caller is cancelled or when `source` says so; waits
/// for its end in either case, and gives its value or throws what it threw.
template <class T>
task<T> with_cancellation(task<T> work, cancel_source& source) {
  return shielded<T>(
      std::move(work), [&source] { source.cancel(); }, source.slot());
}

}  // namespace fz
