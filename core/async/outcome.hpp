#pragma once

#include "core/async/task.hpp"

#include <boost/asio/awaitable.hpp>

#include <exception>
#include <optional>
#include <utility>
#include <variant>

namespace fz {

/// What a task ended with, a value or an exception, kept until it is taken.
template <class T>
class outcome {
 public:
  /// Runs `work` and keeps what it ends with. Never throws by itself.
  task<> capture(task<T> work) {
    try {
      if constexpr (std::is_void_v<T>) {
        co_await std::move(work);
        value_.emplace();
      } else {
        value_.emplace(co_await std::move(work));
      }
    } catch (...) {
      failure_ = std::current_exception();
    }
  }

  /// Calls `function` and keeps what it returns or throws.
  template <class Function>
  void hold_call(Function&& function) noexcept {
    try {
      if constexpr (std::is_void_v<T>) {
        std::forward<Function>(function)();
        value_.emplace();
      } else {
        value_.emplace(std::forward<Function>(function)());
      }
    } catch (...) {
      failure_ = std::current_exception();
    }
  }

  const std::exception_ptr& failure() const noexcept { return failure_; }

  /// The value, or the exception thrown again. Call once, after the work has ended.
  T take() {
    if (failure_) std::rethrow_exception(failure_);
    if constexpr (!std::is_void_v<T>) return std::move(*value_);
  }

 private:
  using stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

  std::optional<stored> value_;
  std::exception_ptr failure_;
};

}  // namespace fz
