#pragma once

#include "core/async/outcome.hpp"
#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace fz {
namespace detail {

/// A call on a pool's thread whose end wakes `Handler` on the loop.
template <class Result, class Function, class Handler>
class offloaded_call final : public thread_pool::job {
 public:
  offloaded_call(std::shared_ptr<std::pair<Function, outcome<Result>>> call, Handler handler)
      : call_(std::move(call)),
        handler_(std::move(handler)),
        work_(boost::asio::get_associated_executor(handler_)) {}

  void run() noexcept override {
    call_->second.hold_call(call_->first);
    call_.reset();
    const auto executor = work_.get_executor();
    boost::asio::post(executor, [handler = std::move(handler_), work = std::move(work_)]() mutable {
      auto slot = boost::asio::get_associated_cancellation_slot(handler);
      if (slot.is_connected()) slot.clear();
      std::move(handler)();
    });
  }

 private:
  std::shared_ptr<std::pair<Function, outcome<Result>>> call_;
  Handler handler_;
  boost::asio::executor_work_guard<boost::asio::associated_executor_t<Handler>> work_;
};

}  // namespace detail

/// Calls `function()` on a thread of `pool` while the loop continues, and gives its value or throws
/// what it threw. The call is always waited for: when the caller is cancelled meanwhile,
/// `interrupt` is called on the loop's thread and should make the call end soon; without one,
/// nothing hurries it.
template <class Function>
task<std::invoke_result_t<Function&>> offload(thread_pool& pool, Function function,
                                              std::function<void()> interrupt = nullptr) {
  using result = std::invoke_result_t<Function&>;
  const auto call = std::make_shared<std::pair<Function, outcome<result>>>(
      std::piecewise_construct, std::forward_as_tuple(std::move(function)), std::tuple<>());
  // Named: g++ 12 destroys a closure with captures twice if it is a temporary of a co_await.
  auto initiate = [&pool, call, interrupt = std::move(interrupt)](auto handler) {
    auto slot = boost::asio::get_associated_cancellation_slot(handler);
    if (interrupt && slot.is_connected()) {
      slot.assign([interrupt](boost::asio::cancellation_type) { interrupt(); });
    }
    using job = detail::offloaded_call<result, Function, decltype(handler)>;
    pool.post(std::make_unique<job>(call, std::move(handler)));
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void()>(
      initiate, boost::asio::use_awaitable);
  co_return call->second.take();
}

}  // namespace fz
