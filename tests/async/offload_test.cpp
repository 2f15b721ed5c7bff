#include "core/async/offload.hpp"

#include "core/async/gather.hpp"
#include "core/async/sleep.hpp"
#include "core/async/timeout.hpp"
#include "tests/support/co_test.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

namespace fz {
namespace {

using namespace std::chrono_literals;

CO_TEST(Offload, RunsOnAnotherThreadAndComesBack) {
  thread_pool pool(1);
  const auto loop_thread = std::this_thread::get_id();
  const auto pool_thread = co_await offload(pool, [] { return std::this_thread::get_id(); });
  EXPECT_NE(pool_thread, loop_thread);
  EXPECT_EQ(std::this_thread::get_id(), loop_thread);
}

CO_TEST(Offload, TakesMoveOnlyValuesBothWays) {
  thread_pool pool(1);
  auto take_and_give = [given = std::make_unique<int>(3)]() mutable { return std::move(given); };
  const auto back = co_await offload(pool, std::move(take_and_give));
  EXPECT_EQ(*back, 3);
}

CO_TEST(Offload, ThrowsWhatTheCallThrew) {
  thread_pool pool(1);
  outcome<void> result;
  co_await result.capture(offload(pool, [] { throw std::runtime_error("there"); }));
  EXPECT_THROW(result.take(), std::runtime_error);
}

CO_TEST(Offload, TheLoopGoesOnMeanwhile) {
  thread_pool pool(1);
  std::atomic<bool> released = false;
  const auto blocked = [&]() -> task<> {
    co_await offload(pool, [&] {
      while (!released) std::this_thread::yield();
    });
  };
  const auto release = [&]() -> task<> {
    co_await sleep(1ms);
    released = true;
  };
  std::vector<task<>> tasks;
  tasks.push_back(blocked());
  tasks.push_back(release());
  co_await gather(std::move(tasks));  // would never end if the call blocked the loop
}

CO_TEST(Offload, CancellationInterruptsTheCallAndWaitsForIt) {
  thread_pool pool(1);
  std::atomic<bool> stop = false;
  bool ended = false;
  const auto work = [&]() -> task<> {
    co_await offload(
        pool,
        [&] {
          while (!stop) std::this_thread::yield();
          ended = true;
        },
        [&] { stop = true; });
  };
  outcome<void> result;
  co_await result.capture(with_timeout(work(), 1ms));
  EXPECT_TRUE(ended);
}

CO_TEST(Offload, ManyCallsShareFewThreads) {
  thread_pool pool(4);
  std::atomic<int> calls = 0;
  std::vector<task<>> tasks;
  for (int i = 0; i < 200; ++i) tasks.push_back(offload(pool, [&] { ++calls; }));
  co_await gather(std::move(tasks));
  EXPECT_EQ(calls, 200);
}

}  // namespace
}  // namespace fz
