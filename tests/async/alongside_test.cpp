#include "core/async/alongside.hpp"

#include "core/async/both.hpp"
#include "core/async/sleep.hpp"
#include "tests/support/co_test.hpp"

#include <chrono>
#include <stdexcept>

namespace fz {
namespace {

using namespace std::chrono_literals;

task<int> seven_after(std::chrono::milliseconds pause) {
  co_await sleep(pause);
  co_return 7;
}

task<int> fail_after(std::chrono::milliseconds pause) {
  co_await sleep(pause);
  throw std::runtime_error("work");
}

/// Counts up until it is cancelled.
task<> count(int& counted, bool& was_cancelled) {
  for (;;) {
    outcome<void> slept;
    co_await slept.hold(sleep(1ms));
    was_cancelled = is_cancellation(slept.failure());
    if (was_cancelled) slept.take();
    ++counted;
  }
}

CO_TEST(RunAlongside, RunsTheCompanionUntilTheWorkEnds) {
  int counted = 0;
  bool was_cancelled = false;
  const int value = co_await run_alongside(seven_after(50ms), count(counted, was_cancelled));
  EXPECT_EQ(value, 7);
  EXPECT_GT(counted, 0);
  EXPECT_TRUE(was_cancelled);
}

CO_TEST(RunAlongside, ThrowsWhatTheWorkThrew) {
  int counted = 0;
  bool was_cancelled = false;
  outcome<int> ended;
  co_await ended.hold(run_alongside(fail_after(5ms), count(counted, was_cancelled)));
  EXPECT_TRUE(was_cancelled);
  EXPECT_THROW(ended.take(), std::runtime_error);
}

CO_TEST(RunAlongside, DropsWhatTheCompanionThrows) {
  const auto broken = []() -> task<> {
    throw std::logic_error("companion");
    co_return;
  };
  const int value = co_await run_alongside(seven_after(5ms), broken());
  EXPECT_EQ(value, 7);
}

CO_TEST(RunAlongside, WorkThatNeverWaitsEndsAtOnce) {
  int counted = 0;
  bool was_cancelled = false;
  const auto at_once = []() -> task<int> { co_return 7; };
  const int value = co_await run_alongside(at_once(), count(counted, was_cancelled));
  EXPECT_EQ(value, 7);
}

CO_TEST(RunAlongside, ACancellationReachesTheWorkAndTheCompanion) {
  int counted = 0;
  bool was_cancelled = false;
  cancel_source source;
  outcome<int> ended;
  const auto press = [&]() -> task<> {
    co_await sleep(5ms);
    source.cancel();
  };
  task<int> work = run_alongside(seven_after(1h), count(counted, was_cancelled));
  co_await both(ended.hold(with_cancellation(std::move(work), source)), press());
  EXPECT_TRUE(is_cancellation(ended.failure()));
  EXPECT_TRUE(was_cancelled);
}

}  // namespace
}  // namespace fz
