#include "core/async/wait_list.hpp"

#include "core/async/cancellation.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fz {

/// One that waits, known to the list as long as it waits.
struct wait_list::waiter {
  waiter(wait_list& on, const boost::asio::any_io_executor& executor)
      : list(on), woken(executor, boost::asio::steady_timer::time_point::max()) {
    list.waiters_.push_back(this);
  }
  waiter(const waiter&) = delete;
  waiter& operator=(const waiter&) = delete;
  ~waiter() { std::erase(list.waiters_, this); }

  wait_list& list;
  boost::asio::steady_timer woken;
};

task<> wait_list::wait() {
  waiter self(*this, co_await boost::asio::this_coro::executor);
  boost::system::error_code ignored;
  co_await self.woken.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  const auto state = co_await boost::asio::this_coro::cancellation_state;
  if (state.cancelled() != boost::asio::cancellation_type::none) throw_cancelled();
}

void wait_list::wake_all() noexcept {
  for (waiter* each : waiters_) each->woken.cancel();
}

}  // namespace fz
