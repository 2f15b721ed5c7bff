#include "core/lock/lock_wait.hpp"

#include "core/async/sleep.hpp"
#include "core/util/duration.hpp"
#include "core/util/error.hpp"

#include <fmt/format.h>

#include <utility>

namespace fz {

lock_wait::lock_wait(const lock_request& wanted, std::chrono::milliseconds between_attempts,
                     std::function<task<std::string>()> holder)
    : observer_(wanted.observer),
      timeout_(wanted.timeout),
      between_attempts_(between_attempts),
      holder_(std::move(holder)),
      end_(clock::now() + wanted.timeout),
      next_report_(clock::now()) {}

task<> lock_wait::until(const std::function<task<bool>()>& attempt) {
  for (;;) {
    const bool taken = co_await attempt();
    if (taken) co_return;
    co_await report_or_give_up();
    co_await sleep(between_attempts_);
  }
}

task<> lock_wait::report_or_give_up() {
  constexpr std::chrono::seconds between_reports(10);
  const clock::time_point now = clock::now();
  if (now < end_ && now < next_report_) co_return;
  const std::string holder = co_await holder_();
  if (now >= end_) {
    throw error(error_kind::lock,
                fmt::format("The migration lock was not free within {}{}. Nothing was run.",
                            in_words(timeout_), holder.empty() ? "" : "; it is held by " + holder),
                {remedy::action::wait_longer_for_lock});
  }
  if (holder.empty()) co_return;  // it was let go meanwhile
  observer_.waiting_for_lock(holder);
  next_report_ = now + between_reports;
}

}  // namespace fz
