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
#include <deque>
#include <exception>
#include <map>
#include <unordered_map>
#include <utility>

namespace fz {
namespace {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// The targets of one server that may be begun; "" is the server of all files.
struct server_queue {
  std::deque<std::size_t> ready;
  std::size_t targets = 0;  // of the wave
  std::size_t running = 0;
  std::size_t limit = 0;
  bool is_asked = false;
};

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
      : states_(states), options_(options), work_(work), observer_(to) {
    server_of_.reserve(targets.size());
    for (const fleet_target& each : targets) {
      server_of_.push_back(&servers_[fz::server_of(url_of(each))]);
    }
  }

  task<visit_summary> run();

 private:
  struct waiter;

  task<> run_waves();
  task<> run_wave(const wave& w);
  task<> run_worker();
  std::optional<std::size_t> take();
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
  std::map<std::string, server_queue> servers_;
  std::vector<server_queue*> server_of_;  // of each target
  std::vector<server_queue*> open_;       // servers with something ready
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
  for (auto& [name, server] : servers_) {
    server.targets = 0;
    server.is_asked = name.empty() || !options_.room_for;
    server.limit = name.empty() ? options_.jobs : options_.jobs_per_server;
  }
  open_.clear();
  std::size_t count = 0;
  for (const std::size_t index : w.targets) {
    if (states_[index].phase == target_phase::done) continue;
    server_queue& server = *server_of_[index];
    if (server.targets++ == 0) open_.push_back(&server);
    server.ready.push_back(index);
    ++count;
  }
  observer_.wave_started(w);
  std::vector<task<>> workers;
  for (std::size_t i = std::min(count, options_.jobs); i > 0; --i) workers.push_back(run_worker());
  co_await gather(std::move(workers));
}

task<> visitor::run_worker() {
  while (!is_wave_over()) {
    const std::optional<std::size_t> next = take();
    if (next) {
      co_await attempt(*next);
    } else {
      co_await wait();
    }
  }
}

bool visitor::is_wave_over() const {
  return !summary_.stopped.empty() || (open_.empty() && later_.empty());
}

/// The next target of a server that has room; servers take turns.
std::optional<std::size_t> visitor::take() {
  bring_back();
  for (auto it = open_.begin(); it != open_.end(); ++it) {
    server_queue& server = **it;
    const std::size_t limit = server.is_asked || server.targets == 1 ? server.limit : 1;
    if (server.running >= limit) continue;
    const std::size_t index = server.ready.front();
    server.ready.pop_front();
    ++server.running;
    open_.erase(it);
    if (!server.ready.empty()) open_.push_back(&server);
    return index;
  }
  return std::nullopt;
}

/// Those whose pause is over may be begun again.
void visitor::bring_back() {
  const clock::time_point now = clock::now();
  while (!later_.empty() && later_.begin()->first <= now) {
    const std::size_t index = later_.begin()->second;
    later_.erase(later_.begin());
    server_queue& server = *server_of_[index];
    if (server.ready.empty()) open_.push_back(&server);
    server.ready.push_back(index);
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
  server_queue& server = *server_of_[index];
  if (!server.is_asked && server.targets > 1) co_await ask_for_room(index);
  state.phase = target_phase::running;
  ++state.attempts;
  observer_.target_started(index, state);
  const clock::time_point start = clock::now();
  outcome<visit_end> ended;
  co_await ended.capture(work_(index));
  // Nothing is awaited from here on: it would throw if the run was cancelled.
  --server.running;
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
  server_queue& server = *server_of_[index];
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
}

}  // namespace

task<visit_summary> visit(const std::vector<fleet_target>& targets,
                          std::vector<target_state>& states, const visit_options& options,
                          const target_work& work, visit_observer& to) {
  visitor all(targets, states, options, work, to);
  co_return co_await all.run();
}

}  // namespace fz
