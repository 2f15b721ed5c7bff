#include "core/fleet/visit.hpp"

#include "core/async/cancellation.hpp"
#include "core/async/gather.hpp"
#include "core/async/outcome.hpp"
#include "core/async/sleep.hpp"
#include "core/fleet/failure_text.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <map>
#include <unordered_map>
#include <utility>

namespace fz {
namespace {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// A target that is to be tried again.
struct retry {
  clock::time_point first;  // when it was busy for the first time
  std::size_t busy = 0;     // how often
  std::size_t unreachable = 0;
};

/// A locked file may be free at once: the first pauses are short, and half a second is the longest.
milliseconds busy_pause(std::size_t times) {
  constexpr std::size_t longest = 5;
  return milliseconds(16) * (1U << std::min(times, longest));
}

class visitor {
 public:
  visitor(const std::vector<fleet_target>& targets, std::vector<target_state>& states,
          const visit_options& options, const target_work& work, visit_observer& to)
      : states_(states), options_(options), work_(work), observer_(to), queue_(targets) {}

  task<visit_summary> run();

 private:
  struct waiter;

  task<> run_waves();
  task<> run_wave(const wave& w);
  task<> run_worker();
  task<> follow_desk(std::size_t wave);
  void add(std::size_t index);
  bool is_wave_over() const;
  void bring_back();
  task<> wait();
  task<> attempt(std::size_t index);
  task<> ask_for_room(std::size_t index);
  void conclude(std::size_t index, visit_end ended, milliseconds taken);
  bool may_try_again(std::size_t index, visit_end::kind why, milliseconds taken);
  void fail(std::size_t index);
  void finish(std::size_t index, target_phase phase);
  void stop(const std::string& why);
  void wake_all();

  std::vector<target_state>& states_;
  const visit_options& options_;
  const target_work& work_;
  visit_observer& observer_;
  target_queue queue_;
  bool expects_more_ = false;  // from the desk
  std::size_t in_hand_ = 0;    // ready or running
  std::multimap<clock::time_point, std::size_t> later_;
  std::unordered_map<std::size_t, retry> retries_;
  std::vector<waiter*> waiters_;
  const wave* wave_ = nullptr;
  std::size_t failed_ = 0;
  visit_summary summary_;
};

/// A worker that waits for something to change.
struct visitor::waiter {
  waiter(visitor& of, const asio::any_io_executor& executor, clock::time_point until)
      : owner(of), woken(executor, until) {
    owner.waiters_.push_back(this);
  }
  waiter(const waiter&) = delete;
  waiter& operator=(const waiter&) = delete;
  ~waiter() { std::erase(owner.waiters_, this); }

  visitor& owner;
  asio::steady_timer woken;
};

task<visit_summary> visitor::run() {
  outcome<void> ended;
  co_await ended.capture(run_waves());
  summary_.interrupted = is_cancellation(ended.failure());
  for (target_state& each : states_) {
    if (each.phase == target_phase::running) each.phase = target_phase::interrupted;
    if (each.phase == target_phase::interrupted) summary_.interrupted = true;
    if (each.phase == target_phase::later) each.phase = target_phase::failed;
  }
  if (ended.failure() && !is_cancellation(ended.failure())) ended.take();
  co_return summary_;
}

task<> visitor::run_waves() {
  for (const wave& each : options_.waves) {
    if (wave_ != nullptr && options_.gate) {
      const bool may_go_on = co_await options_.gate(*wave_, each);
      if (!may_go_on) stop(fmt::format("The gate after {} did not open.", wave_->name));
    }
    if (!summary_.stopped.empty()) co_return;
    co_await run_wave(each);
  }
}

task<> visitor::run_wave(const wave& w) {
  wave_ = &w;
  expects_more_ = options_.desk != nullptr;
  std::vector<std::size_t> left = w.targets;
  if (!expects_more_) {
    std::erase_if(left, [&](std::size_t i) { return states_[i].phase == target_phase::done; });
  }
  queue_.begin_wave(left, options_.jobs_per_server, options_.jobs, options_.room_for != nullptr);
  in_hand_ = 0;
  if (!expects_more_) {
    for (const std::size_t index : left) add(index);
  }
  observer_.wave_started(w);
  std::vector<task<>> workers;
  for (std::size_t i = std::min(left.size(), options_.jobs); i > 0; --i) {
    workers.push_back(run_worker());
  }
  if (expects_more_) workers.push_back(follow_desk(&w - options_.waves.data()));
  co_await gather(std::move(workers));
}

void visitor::add(std::size_t index) {
  queue_.add(index);
  ++in_hand_;
}

/// Takes what the desk gives out until the wave is over for all who share it.
task<> visitor::follow_desk(std::size_t wave) {
  const std::function<free_room()> room = [this] {
    return queue_.room(options_.jobs - std::min(in_hand_, options_.jobs));
  };
  while (expects_more_ && summary_.stopped.empty()) {
    const target_desk::order given = co_await options_.desk->next(wave, room);
    for (const std::size_t index : given.targets) add(index);
    if (!given.stopped.empty()) stop(given.stopped);
    if (given.is_wave_over) expects_more_ = false;
    wake_all();
  }
}

task<> visitor::run_worker() {
  while (!is_wave_over()) {
    bring_back();
    const std::optional<std::size_t> next = queue_.take();
    if (next) {
      co_await attempt(*next);
    } else {
      co_await wait();
    }
  }
}

bool visitor::is_wave_over() const {
  if (!summary_.stopped.empty()) return true;
  return !expects_more_ && queue_.is_empty() && later_.empty();
}

/// Those whose pause is over may be begun again.
void visitor::bring_back() {
  const clock::time_point now = clock::now();
  while (!later_.empty() && later_.begin()->first <= now) {
    const std::size_t index = later_.begin()->second;
    later_.erase(later_.begin());
    add(index);
  }
}

task<> visitor::wait() {
  const clock::time_point until = later_.empty() ? clock::time_point::max() : later_.begin()->first;
  waiter self(*this, co_await asio::this_coro::executor, until);
  boost::system::error_code ignored;
  co_await self.woken.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  const asio::cancellation_state own = co_await asio::this_coro::cancellation_state;
  if (own.cancelled() != asio::cancellation_type::none) throw_cancelled();
}

task<> visitor::attempt(std::size_t index) {
  target_state& state = states_[index];
  target_queue::server& server = queue_.server_of(index);
  if (!server.is_asked && server.targets > 1) co_await ask_for_room(index);
  state.phase = target_phase::running;
  ++state.attempts;
  observer_.target_started(index, state);
  const clock::time_point start = clock::now();
  outcome<visit_end> ended;
  co_await ended.capture(work_(index));
  // Nothing is awaited from here on: it would throw if the run was cancelled.
  --server.running;
  --in_hand_;
  const auto taken = std::chrono::duration_cast<milliseconds>(clock::now() - start);
  state.taken += taken;
  if (!ended.failure()) {
    conclude(index, ended.take(), taken);
  } else if (is_cancellation(ended.failure())) {
    conclude(index, {visit_end::kind::interrupted, {}}, taken);
  } else {
    conclude(index, {visit_end::kind::failed, failure_text(ended.failure())}, taken);
  }
  wake_all();
}

/// A server that cannot be asked is taken to have room: the targets say what is wrong with it.
task<> visitor::ask_for_room(std::size_t index) {
  target_queue::server& server = queue_.server_of(index);
  outcome<std::size_t> room;
  co_await room.capture(options_.room_for(index));
  server.is_asked = true;
  if (!room.failure()) {
    server.limit = std::clamp<std::size_t>(room.take(), 1, options_.jobs_per_server);
  }
  wake_all();
}

void visitor::conclude(std::size_t index, visit_end ended, milliseconds taken) {
  using kind = visit_end::kind;
  states_[index].error = std::move(ended.error);
  switch (ended.what) {
    case kind::done:
      finish(index, target_phase::done);
      return;
    case kind::interrupted:
      finish(index, target_phase::interrupted);
      return;
    case kind::busy:
    case kind::unreachable:
      if (may_try_again(index, ended.what, taken)) return;
      break;
    case kind::failed:
      break;
  }
  fail(index);
}

/// Puts the target aside for a while; false: it was tried for long enough. An attempt that went on
/// for a while before it met a lock begins to wait anew.
bool visitor::may_try_again(std::size_t index, visit_end::kind why, milliseconds taken) {
  constexpr std::chrono::seconds a_while(1);
  if (!summary_.stopped.empty()) return false;
  const clock::time_point now = clock::now();
  retry& before = retries_[index];
  milliseconds pause{0};
  if (why == visit_end::kind::busy) {
    if (taken >= a_while) before.busy = 0;
    if (before.busy == 0) before.first = now;
    if (now - before.first >= options_.busy_patience) return false;
    pause = busy_pause(before.busy++);
  } else {
    if (before.unreachable == options_.connect_retries) return false;
    pause = growing_pause(++before.unreachable);
  }
  states_[index].phase = target_phase::later;
  later_.emplace(now + pause, index);
  observer_.target_waits(index, states_[index], pause);
  return true;
}

void visitor::fail(std::size_t index) {
  ++failed_;
  finish(index, target_phase::failed);
  if (wave_->is_canary) {
    stop("A target of the canary failed.");
  } else if (options_.failures_allowed && failed_ > *options_.failures_allowed) {
    stop(fmt::format("{} failed, and the run allows {}.", counted(failed_, "target"),
                     *options_.failures_allowed));
  }
}

void visitor::finish(std::size_t index, target_phase phase) {
  states_[index].phase = phase;
  retries_.erase(index);
  observer_.target_ended(index, states_[index]);
}

void visitor::stop(const std::string& why) {
  if (!summary_.stopped.empty()) return;
  summary_.stopped = why;
  observer_.stopping(why);
}

void visitor::wake_all() {
  for (waiter* each : waiters_) each->woken.cancel();
  if (options_.desk != nullptr) options_.desk->wake();
}

}  // namespace

task<visit_summary> visit(const std::vector<fleet_target>& targets,
                          std::vector<target_state>& states, const visit_options& options,
                          const target_work& work, visit_observer& to) {
  visitor all(targets, states, options, work, to);
  co_return co_await all.run();
}

}  // namespace fz
