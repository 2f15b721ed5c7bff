#pragma once

#include "core/async/cancellation.hpp"
#include "core/async/outcome.hpp"
#include "core/async/task.hpp"

#include <boost/asio/this_coro.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace fz {

class bridge;

/// The right to wait for tasks from plain synchronous code. Only run_sync() makes one, so code
/// that could not wait does not compile. Must not be kept beyond the call it was given to.
class sync_context {
 public:
  sync_context(const sync_context&) = delete;
  sync_context& operator=(const sync_context&) = delete;

  /// Waits for `work` without blocking the loop; gives its value or throws what it threw. Throws
  /// operation_aborted if the bridge was cancelled or its coroutine destroyed meanwhile, and on
  /// every later call; std::logic_error if called while another stack runs.
  template <class T>
  T wait(task<T> work);

  /// The same, but begins and ends `work` even if the bridge was cancelled: for what must be
  /// undone. Only the destruction of the coroutine keeps it from running.
  template <class T>
  T wait_shielded(task<T> work);

 private:
  friend class bridge;
  explicit sync_context(bridge& b) noexcept : bridge_(b) {}

  bridge& bridge_;
};

/// One stack for synchronous code under a coroutine: the mechanism below run_sync(), after the
/// driver loop of SQLAlchemy's greenlet_spawn. The coroutine enters the stack; the code there runs
/// until it needs a task awaited; the coroutine awaits it and enters again.
class bridge {
 public:
  enum class on_cancel { stop, proceed };

  /// What the code on the stack waits for.
  struct request {
    task<>* work;
    on_cancel cancelled;
  };

  /// `body` runs on a stack of its own, with a guard page below it. It must not throw.
  explicit bridge(std::function<void(sync_context&)> body);
  bridge(const bridge&) = delete;
  bridge& operator=(const bridge&) = delete;

  /// If the body still waits, makes its wait throw operation_aborted and runs it to its end.
  ~bridge();

  /// Runs the body until it waits or ends; nothing: it has ended. `failure`, if any, is thrown
  /// where the body waits.
  std::optional<request> enter(std::exception_ptr failure);

 private:
  friend class sync_context;
  struct stack;

  void wait(request wanted);

  std::unique_ptr<stack> stack_;
};

/// Calls `function(sync_context&)`, plain code that waits through its argument, on a stack of its
/// own of 512 KiB, and gives its value or throws what it threw. May be nested.
template <class Function>
task<std::invoke_result_t<Function&, sync_context&>> run_sync(Function function) {
  namespace this_coro = boost::asio::this_coro;
  outcome<std::invoke_result_t<Function&, sync_context&>> result;
  {
    bridge stack(
        [&](sync_context& context) { result.hold_call([&] { return function(context); }); });
    std::exception_ptr failure;
    while (const auto wanted = stack.enter(std::exchange(failure, nullptr))) {
      const bool throws = co_await this_coro::throw_if_cancelled();
      task<> work = std::move(*wanted->work);
      if (wanted->cancelled == bridge::on_cancel::proceed) {
        co_await this_coro::throw_if_cancelled(false);
        work = to_its_end(std::move(work));
      }
      try {
        co_await std::move(work);
      } catch (...) {
        failure = std::current_exception();
      }
      co_await this_coro::throw_if_cancelled(throws);
    }
  }
  co_return result.take();
}

template <class T>
T sync_context::wait(task<T> work) {
  outcome<T> result;
  task<> holder = result.capture(std::move(work));
  bridge_.wait({&holder, bridge::on_cancel::stop});
  return result.take();
}

template <class T>
T sync_context::wait_shielded(task<T> work) {
  outcome<T> result;
  task<> holder = result.capture(std::move(work));
  bridge_.wait({&holder, bridge::on_cancel::proceed});
  return result.take();
}

}  // namespace fz
