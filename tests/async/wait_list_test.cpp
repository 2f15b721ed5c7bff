#include "core/async/wait_list.hpp"

#include "core/async/cancellation.hpp"
#include "core/async/gather.hpp"
#include "core/async/sleep.hpp"
#include "core/async/timeout.hpp"
#include "tests/support/co_test.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <utility>
#include <vector>

namespace fz {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// What one task at a time may use.
struct bench {
  bool is_taken = false;
  wait_list waiting;
  std::vector<int> events;
};

task<> sit_down(bench& on, int id) {
  while (on.is_taken) co_await on.waiting.wait();
  on.is_taken = true;
  on.events.push_back(id);
  co_await sleep(5ms);
  on.events.push_back(id);
  on.is_taken = false;
  on.waiting.wake_all();
}

CO_TEST(WaitList, OneAfterTheOtherInTheOrderInWhichTheyCame) {
  bench one;
  std::vector<task<>> all;
  for (int id = 1; id <= 3; ++id) all.push_back(sit_down(one, id));
  co_await gather(std::move(all));
  EXPECT_THAT(one.events, ElementsAre(1, 1, 2, 2, 3, 3));
}

CO_TEST(WaitList, WakingNobodyIsNotRemembered) {
  wait_list list;
  list.wake_all();
  outcome<void> ended;
  co_await ended.capture(with_timeout(list.wait(), 10ms));
  EXPECT_TRUE(ended.failure());
  list.wake_all();  // the one that gave up is no longer in it
}

}  // namespace
}  // namespace fz
