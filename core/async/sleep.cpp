#include "core/async/sleep.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fz {

task<> sleep(std::chrono::nanoseconds duration) {
  boost::asio::steady_timer timer(
      co_await boost::asio::this_coro::executor,
      std::chrono::duration_cast<boost::asio::steady_timer::duration>(duration));
  co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace fz
