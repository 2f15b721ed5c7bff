#include "core/database/postgresql/server_cancel.hpp"

#include "core/async/offload.hpp"
#include "core/database/postgresql/libpq.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <chrono>
#include <utility>

namespace fz::postgresql {

server_cancel::server_cancel(const boost::asio::any_io_executor& executor, thread_pool& pool,
                             std::shared_ptr<PGcancel> handle)
    : executor_(executor),
      pool_(pool),
      handle_(std::move(handle)),
      pause_(executor),
      idle_(executor, boost::asio::steady_timer::time_point::max()) {}

void server_cancel::ask() {
  if (std::exchange(asked_, true)) return;
  sending_ = true;
  boost::asio::co_spawn(executor_, send_until_over(shared_from_this()), boost::asio::detached);
}

task<> server_cancel::send_until_over(std::shared_ptr<server_cancel> self) {
  constexpr std::chrono::milliseconds between_requests(200);
  boost::system::error_code ignored;
  while (!self->over_) {
    // libpq 15 can do this only by blocking.
    auto send = [handle = self->handle_] {
      std::array<char, 256> why{};
      libpq::loaded().cancel(handle.get(), why.data(), why.size());
    };
    co_await offload(self->pool_, std::move(send));
    if (self->over_) break;
    self->pause_.expires_after(between_requests);
    co_await self->pause_.async_wait(
        boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
  self->sending_ = false;
  self->idle_.cancel();
}

task<> server_cancel::settle() {
  over_ = true;
  pause_.cancel();
  boost::system::error_code ignored;
  while (sending_) {
    co_await idle_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
}

}  // namespace fz::postgresql
