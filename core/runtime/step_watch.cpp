#include "core/runtime/step_watch.hpp"

#include "core/async/sleep.hpp"

#include <chrono>
#include <optional>
#include <utility>

namespace fz {
namespace {

using clock = std::chrono::steady_clock;
using progress = run_observer::progress;

bool is_same_work(const std::optional<progress>& a, const std::optional<progress>& b) {
  return a && b && a->step == b->step && a->statement == b->statement;
}

}  // namespace

task<> watch_steps(const run_progress& seen_by, const step_runner& steps, migration_lock* lock,
                   const catalog& of) {
  constexpr std::chrono::milliseconds between_looks(250);
  run_observer& observer = seen_by.observer();
  std::optional<progress> before;
  clock::time_point since = clock::now();
  for (;;) {
    co_await sleep(between_looks);
    std::optional<progress> now = steps.at_work();
    const bool goes_on = is_same_work(before, now);
    before = now;
    if (!goes_on) since = clock::now();
    if (!now) continue;
    // The server is not asked about what is done in a moment.
    if (goes_on && lock != nullptr && lock->observer() != nullptr) {
      now->activity = co_await of.activity(*lock->observer(), lock->working_session());
    }
    now->taken = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - since);
    const bool is_news = observer.follows_progress() || !now->activity.waits.empty();
    if (is_news) observer.working(seen_by.database(), *now);
  }
}

}  // namespace fz
