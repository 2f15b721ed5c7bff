#include "core/database/engine.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace fz {

pooled_connection::~pooled_connection() {
  if (connection_) engine_->give_back(std::move(connection_));
}

/// One that waits in connect(), known to the engine as long as it waits.
struct engine::waiter {
  waiter(engine& of, const boost::asio::any_io_executor& executor)
      : owner(of), woken(executor, boost::asio::steady_timer::time_point::max()) {
    owner.waiters_.push_back(this);
  }
  waiter(const waiter&) = delete;
  waiter& operator=(const waiter&) = delete;
  ~waiter() { std::erase(owner.waiters_, this); }

  engine& owner;
  boost::asio::steady_timer woken;
};

engine::engine(connector open, std::size_t pool_size, sharing how)
    : open_(std::move(open)),
      slots_(how == sharing::shared ? 1 : std::max<std::size_t>(pool_size, 1)),
      sharing_(how) {}

task<pooled_connection> engine::connect() {
  while (!shared_ && lent_ >= slots_) {
    waiter self(*this, co_await boost::asio::this_coro::executor);
    boost::system::error_code ignored;
    co_await self.woken.async_wait(
        boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
  ++lent_;
  outcome<std::shared_ptr<connection>> opened;
  co_await opened.capture(open_or_reuse());
  if (opened.failure()) {
    --lent_;
    wake_waiters();
  }
  co_return pooled_connection(*this, opened.take());
}

task<std::shared_ptr<connection>> engine::open_or_reuse() {
  if (shared_) co_return shared_;
  while (!idle_.empty()) {
    auto reused = std::move(idle_.back());
    idle_.pop_back();
    if (reused->is_open()) co_return reused;  // else the database went away meanwhile
  }
  std::shared_ptr<connection> opened = co_await open_();
  if (sharing_ == sharing::shared) {
    shared_ = opened;
    wake_waiters();
  }
  co_return opened;
}

void engine::give_back(std::shared_ptr<connection> returned) noexcept {
  --lent_;
  // One that was left in the middle of a transaction is closed: that rolls back.
  const bool reusable =
      sharing_ == sharing::exclusive && !returned->in_transaction() && returned->is_open();
  if (reusable) idle_.push_back(std::move(returned));
  wake_waiters();
}

void engine::wake_waiters() noexcept {
  for (waiter* each : waiters_) each->woken.cancel();
}

}  // namespace fz
