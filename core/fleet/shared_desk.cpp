#include "core/fleet/shared_desk.hpp"

#include "core/async/cancellation.hpp"
#include "core/async/outcome.hpp"
#include "core/async/sleep.hpp"
#include "core/async/timeout.hpp"
#include "core/fleet/failure_text.hpp"
#include "core/util/error.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

/// How often it is looked what others have done.
constexpr milliseconds between_looks{250};

bool is_passing(const std::exception_ptr& failure) {
  return end_of(failure, dialect::postgresql).what == visit_end::kind::unreachable;
}

}  // namespace

shared_desk::shared_desk(shared_run& run, const std::vector<wave>& waves,
                         const std::vector<target_outcome>& outcomes, milliseconds lease,
                         shared_progress progress)
    : run_(run),
      waves_(waves),
      outcomes_(outcomes),
      lease_(lease),
      progress_(std::move(progress)) {}

/// Calls `attempt` until it ends; see pause_after() for when it is given up.
template <class T>
task<T> shared_desk::patiently(std::function<task<T>()> attempt) {
  for (;;) {
    outcome<T> tried;
    co_await tried.capture(attempt());
    if (tried.failure()) {
      may_have_claims_ = true;
      co_await pause_after(tried.failure());
      continue;
    }
    last_answer_ = clock::now();
    failures_ = 0;
    co_return tried.take();
  }
}

task<target_desk::order> shared_desk::next(std::size_t wave, std::function<free_room()> room) {
  wave_ = wave;
  const std::function<task<order>()> attempt = [&] { return exchange(wave, room()); };
  for (;;) {
    outcome<order> given;
    co_await given.capture(patiently(attempt));
    if (is_cancellation(given.failure())) throw_cancelled();
    order result;
    if (given.failure()) {
      result.stopped = lost_ = failure_text(given.failure());
    } else {
      result = given.take();
    }
    if (!result.targets.empty() || result.is_wave_over || !result.stopped.empty()) {
      co_return result;
    }
    co_await pause();
  }
}

task<target_desk::order> shared_desk::exchange(std::size_t wave, free_room room) {
  order result;
  co_await send_ends();
  if (may_have_claims_) {
    co_await find_claims(result);
  } else if (!room.servers.empty()) {
    // No server comes first each time.
    std::shuffle(room.servers.begin(), room.servers.end(), random_);
    result.targets = co_await run_.claim(wave, room);
  }
  in_hand_.insert(result.targets.begin(), result.targets.end());
  const bool is_time = clock::now() - last_look_ >= between_looks;
  if (result.targets.empty() || is_time) {
    // What was claimed must not be lost with a look that fails.
    outcome<void> looked;
    co_await looked.capture(look(wave, result));
    if (looked.failure() && result.targets.empty()) looked.take();
  }
  co_return result;
}

task<> shared_desk::look(std::size_t wave, order& to) {
  const shared_run_state state = co_await run_.state(wave);
  last_look_ = clock::now();
  if (progress_) progress_(state);
  to.is_wave_over = state.open == 0;
  to.stopped = state.stopped;
}

task<> shared_desk::send_ends() {
  if (ends_.empty()) co_return;
  const std::vector<shared_end> sent = ends_;
  co_await run_.keep(sent, waves_[wave_].is_canary);
  for (const shared_end& each : sent) in_hand_.erase(each.target);
  ends_.erase(ends_.begin(), ends_.begin() + static_cast<std::ptrdiff_t>(sent.size()));
}

/// What was claimed in an answer that did not come.
task<> shared_desk::find_claims(order& to) {
  for (const std::size_t each : co_await run_.claimed()) {
    if (!in_hand_.contains(each)) to.targets.push_back(each);
  }
  may_have_claims_ = false;
}

void shared_desk::ended(std::size_t target, const target_state& state) {
  if (state.phase != target_phase::done && state.phase != target_phase::failed) return;
  ends_.push_back({target, state, outcomes_[target]});
}

task<bool> shared_desk::open_gate(std::size_t wave, std::function<task<bool>()> gate) {
  const std::function<task<shared_run_state>()> look = [&] { return run_.state(wave); };
  const std::function<task<bool>()> attempt = [&] { return try_gate(wave, gate); };
  for (;;) {
    const shared_run_state state = co_await patiently(look);
    if (!state.stopped.empty()) co_return false;
    if (state.wave > wave) co_return true;
    const bool was_tried = co_await patiently(attempt);
    if (!was_tried) co_await pause();
  }
}

/// False: another process is at the gate.
task<bool> shared_desk::try_gate(std::size_t wave, const std::function<task<bool>()>& gate) {
  const bool is_own = co_await run_.claim_gate(wave);
  if (is_own) co_await pass_gate(wave, gate);
  co_return is_own;
}

task<> shared_desk::pass_gate(std::size_t wave, const std::function<task<bool>()>& gate) {
  if (!gate_ || gate_->first != wave) {
    const bool is_open = co_await gate();
    gate_ = {wave, is_open};
  }
  if (gate_->second) {
    co_await run_.open_gate(wave);
  } else {
    const std::string why = fmt::format("The gate after {} did not open.", waves_[wave].name);
    co_await run_.stop(why);
  }
}

task<> shared_desk::keep() {
  for (;;) {
    co_await sleep(lease_ / 3);
    outcome<std::size_t> renewed;
    co_await renewed.capture(run_.renew());
    if (is_cancellation(renewed.failure())) throw_cancelled();
    if (renewed.failure()) continue;
    taken_over_ += renewed.take();
    last_answer_ = clock::now();
  }
}

task<std::vector<shared_result>> shared_desk::wait_for_end() {
  const std::function<task<bool>()> look = [this] { return sees_end(); };
  const std::function<task<std::vector<shared_result>>()> finish = [this] { return run_.finish(); };
  for (;;) {
    const bool is_over = co_await patiently(look);
    if (is_over) break;
    co_await pause();
  }
  co_return co_await patiently(finish);
}

task<bool> shared_desk::sees_end() {
  co_await send_ends();
  const shared_run_state state = co_await run_.state(wave_);
  if (progress_) progress_(state);
  co_return state.claimed == 0;
}

task<> shared_desk::leave() {
  constexpr std::chrono::seconds patience(5);
  const auto go = [this]() -> task<> {
    co_await send_ends();
    co_await run_.leave();
  };
  outcome<void> ignored;
  co_await ignored.capture(with_timeout(go(), patience));
}

/// Throws the failure once it has lasted for too long, or will not pass.
task<> shared_desk::pause_after(std::exception_ptr failure) {
  if (is_cancellation(failure) || !is_passing(failure)) std::rethrow_exception(failure);
  const auto left = 2 * lease_ - (clock::now() - last_answer_);
  if (left <= left.zero()) {
    throw error(error_kind::database, fmt::format("The coordinating database cannot be reached: {}",
                                                  failure_text(failure)));
  }
  const std::chrono::nanoseconds wanted = growing_pause(++failures_);
  co_await sleep(std::min<std::chrono::nanoseconds>(wanted, left));
}

/// Until a target ends here, or for a quarter of a second.
task<> shared_desk::pause() {
  asio::steady_timer timer(co_await asio::this_coro::executor, between_looks);
  wake_ = [&timer] { timer.cancel(); };
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  wake_ = nullptr;
  const asio::cancellation_state own = co_await asio::this_coro::cancellation_state;
  if (own.cancelled() != asio::cancellation_type::none) throw_cancelled();
}

void shared_desk::wake() {
  if (wake_) wake_();
}

}  // namespace fz
