#include "core/async/sleep.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <random>

namespace fz {

task<> sleep(std::chrono::nanoseconds duration) {
  boost::asio::steady_timer timer(
      co_await boost::asio::this_coro::executor,
      std::chrono::duration_cast<boost::asio::steady_timer::duration>(duration));
  co_await timer.async_wait(boost::asio::use_awaitable);
}

std::chrono::milliseconds growing_pause(std::size_t attempt) {
  constexpr std::size_t longest = 5;  // 32 s
  const auto pause = std::chrono::milliseconds(1000) * (1U << std::min(attempt - 1, longest));
  std::random_device random;
  return pause / 2 + std::chrono::milliseconds(random() % static_cast<unsigned>(pause.count()));
}

}  // namespace fz
