#include "core/lock/lock_wait.hpp"

#include "core/lock/lock_holder.hpp"
#include "core/util/error.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <utility>

namespace fz {

lock_wait::lock_wait(const lock_request& wanted, std::chrono::milliseconds between_attempts,
                     std::function<task<std::string>()> holder)
    : reporter_(wanted.reporter),
      timeout_(wanted.timeout),
      between_attempts_(between_attempts),
      holder_(std::move(holder)),
      end_(clock::now() + wanted.timeout),
      tell_(clock::now()) {}

task<> lock_wait::until(const std::function<task<bool>()>& attempt) {
  boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor);
  for (;;) {
    const bool taken = co_await attempt();
    if (taken) co_return;
    co_await tell_or_give_up();
    pause.expires_after(between_attempts_);
    co_await pause.async_wait(boost::asio::use_awaitable);
  }
}

task<> lock_wait::tell_or_give_up() {
  constexpr std::chrono::seconds between_tellings(10);
  const clock::time_point now = clock::now();
  if (now < end_ && now < tell_) co_return;
  const std::string holder = co_await holder_();
  if (now >= end_) {
    throw error(error_kind::lock,
                fmt::format("The migration lock was not free within {}{}. Nothing was run. "
                            "--lock-timeout waits longer.",
                            in_words(timeout_), holder.empty() ? "" : "; it is held by " + holder));
  }
  if (holder.empty()) co_return;
  reporter_.log(log_level::info, "runtime",
                "Waiting for the migration lock, which is held by " + holder);
  tell_ = now + between_tellings;
}

task<> take_whole(migration_lock& lock, task<> taking) {
  outcome<void> taken;
  co_await taken.hold(std::move(taking));
  const bool throws = co_await boost::asio::this_coro::throw_if_cancelled();
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  if (taken.failure()) co_await lock.release();
  co_await boost::asio::this_coro::throw_if_cancelled(throws);
  taken.take();
}

}  // namespace fz
