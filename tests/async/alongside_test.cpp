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

struct companion_state {
  int counted = 0;
  bool has_ended = false;
};

/// Counts up until it is cancelled.
task<> count(companion_state& state) {
  struct at_the_end {
    bool& has_ended;
    ~at_the_end() { has_ended = true; }
  } const mark{state.has_ended};
  for (;;) {
    co_await sleep(1ms);
    ++state.counted;
  }
}

CO_TEST(RunAlongside, RunsTheCompanionUntilTheWorkEnds) {
  companion_state beside;
  const int value = co_await run_alongside(seven_after(50ms), count(beside));
  EXPECT_EQ(value, 7);
  EXPECT_GT(beside.counted, 0);
  EXPECT_TRUE(beside.has_ended);
}

CO_TEST(RunAlongside, ThrowsWhatTheWorkThrew) {
  companion_state beside;
  outcome<int> ended;
  co_await ended.capture(run_alongside(fail_after(5ms), count(beside)));
  EXPECT_TRUE(beside.has_ended);
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
  companion_state beside;
  const auto at_once = []() -> task<int> { co_return 7; };
  const int value = co_await run_alongside(at_once(), count(beside));
  EXPECT_EQ(value, 7);
}

CO_TEST(RunAlongside, ACancellationReachesTheWorkAndTheCompanion) {
  companion_state beside;
  cancel_source source;
  outcome<int> ended;
  const auto press = [&]() -> task<> {
    co_await sleep(5ms);
    source.cancel();
  };
  task<int> work = run_alongside(seven_after(1h), count(beside));
  co_await both(ended.capture(with_cancellation(std::move(work), source)), press());
  EXPECT_TRUE(is_cancellation(ended.failure()));
  EXPECT_TRUE(beside.has_ended);
}

}  // namespace
}  // namespace fz
