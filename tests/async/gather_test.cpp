#include "core/async/gather.hpp"

#include "core/async/cancellation.hpp"
#include "core/async/sleep.hpp"
#include "core/async/timeout.hpp"
#include "tests/support/co_test.hpp"

#include <algorithm>
#include <chrono>
#include <gmock/gmock.h>
#include <stdexcept>
#include <string>

namespace fz {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;
using testing::ElementsAre;

task<> three_sleeps(int id, std::vector<std::string>& events) {
  events.push_back("start " + std::to_string(id));
  for (int i = 0; i < 3; ++i) {
    co_await sleep(100ms);
    events.push_back((i < 2 ? "resume " : "end ") + std::to_string(id));
  }
}

CO_TEST(Gather, TwoCoroutinesOfThreeSleepsInterleaveAndTakeTheTimeOfOne) {
  std::vector<std::string> events;
  std::vector<task<>> tasks;
  tasks.push_back(three_sleeps(1, events));
  tasks.push_back(three_sleeps(2, events));
  const auto begin = clock::now();
  co_await gather(std::move(tasks));
  const auto elapsed = clock::now() - begin;

  EXPECT_THAT(events, ElementsAre("start 1", "start 2", "resume 1", "resume 2", "resume 1",
                                  "resume 2", "end 1", "end 2"));
  EXPECT_GE(elapsed, 300ms);
  EXPECT_LT(elapsed, 600ms);  // one after the other would take 600 ms at the least
}

task<int> value_after(int value, std::chrono::milliseconds delay) {
  co_await sleep(delay);
  co_return value;
}

CO_TEST(Gather, GivesResultsInTheOrderOfTheTasks) {
  std::vector<task<int>> tasks;
  tasks.push_back(value_after(1, 20ms));
  tasks.push_back(value_after(2, 1ms));
  tasks.push_back(value_after(3, 10ms));
  EXPECT_THAT(co_await gather(std::move(tasks)), ElementsAre(1, 2, 3));
}

CO_TEST(Gather, OfNothingEndsAtOnce) {
  EXPECT_TRUE((co_await gather(std::vector<task<int>>{})).empty());
}

CO_TEST(Gather, RunsNoMoreThanTheLimitAtOnce) {
  int running = 0;
  int most = 0;
  const auto work = [&]() -> task<> {
    most = std::max(most, ++running);
    co_await sleep(1ms);
    --running;
  };
  std::vector<task<>> tasks;
  for (int i = 0; i < 20; ++i) tasks.push_back(work());
  co_await gather(std::move(tasks), 3);
  EXPECT_EQ(most, 3);
  EXPECT_EQ(running, 0);
}

CO_TEST(Gather, TheFirstErrorCancelsTheRestAndIsThrown) {
  bool cancelled = false;
  bool started_late = false;
  const auto fail = []() -> task<> {
    co_await sleep(1ms);
    throw std::runtime_error("first");
  };
  const auto wait = [&]() -> task<> {
    outcome<void> slept;
    co_await slept.capture(sleep(1h));
    cancelled = is_cancellation(slept.failure());
    throw std::runtime_error("second");
  };
  const auto late = [&]() -> task<> {
    started_late = true;
    co_return;
  };
  std::vector<task<>> tasks;
  tasks.push_back(fail());
  tasks.push_back(wait());
  tasks.push_back(late());
  outcome<void> result;
  co_await result.capture(gather(std::move(tasks), 2));
  CO_ASSERT(result.failure());
  try {
    result.take();
  } catch (const std::runtime_error& e) {
    EXPECT_STREQ(e.what(), "first");
  }
  EXPECT_TRUE(cancelled);
  EXPECT_FALSE(started_late);
}

CO_TEST(Gather, IsCancelledWithItsCaller) {
  int ended = 0;
  const auto wait = [&]() -> task<> {
    outcome<void> slept;
    co_await slept.capture(sleep(1h));
    ++ended;
    slept.take();
  };
  std::vector<task<>> tasks;
  for (int i = 0; i < 3; ++i) tasks.push_back(wait());
  outcome<void> result;
  co_await result.capture(with_timeout(gather(std::move(tasks), 2), 1ms));
  CO_ASSERT(result.failure());
  EXPECT_THROW(result.take(), error);
  EXPECT_EQ(ended, 2);  // the third was never started
}

}  // namespace
}  // namespace fz
