#include "core/async/bridge.hpp"

#include "core/async/cancellation.hpp"
#include "core/async/gather.hpp"
#include "core/async/sleep.hpp"
#include "core/async/timeout.hpp"
#include "tests/support/co_test.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace fz {
namespace {

using namespace std::chrono_literals;

task<int> later(int value) {
  co_await sleep(1ms);
  co_return value;
}

task<> fail_later(std::string text) {
  co_await sleep(1ms);
  throw std::runtime_error(text);
}

CO_TEST(Bridge, GivesTheValueOfTheFunction) {
  const int sum = co_await run_sync([](sync_context& context) {
    int total = 0;
    for (int i = 1; i <= 10; ++i) total += context.wait(later(i));
    return total;
  });
  EXPECT_EQ(sum, 55);
}

CO_TEST(Bridge, MovesMoveOnlyValues) {
  const auto make = []() -> task<std::unique_ptr<int>> { co_return std::make_unique<int>(9); };
  const auto value = co_await run_sync([&](sync_context& context) { return context.wait(make()); });
  EXPECT_EQ(*value, 9);
}

CO_TEST(Bridge, ThrowsWhatTheFunctionThrew) {
  outcome<void> result;
  co_await result.capture(run_sync([](sync_context& context) {
    context.wait(later(1));
    throw std::runtime_error("from inside");
  }));
  EXPECT_THROW(result.take(), std::runtime_error);
}

CO_TEST(Bridge, TheFunctionCatchesWhatATaskThrew) {
  const std::string caught = co_await run_sync([](sync_context& context) -> std::string {
    try {
      context.wait(fail_later("from outside"));
      return "nothing";
    } catch (const std::runtime_error& e) {
      return e.what();
    }
  });
  EXPECT_EQ(caught, "from outside");
}

task<int> nested(int depth) {
  if (depth == 0) co_return co_await later(1);
  co_return co_await run_sync(
      [depth](sync_context& context) { return context.wait(nested(depth - 1)) + 1; });
}

CO_TEST(Bridge, Nests) { EXPECT_EQ(co_await nested(20), 21); }

CO_TEST(Bridge, WaitingOnAnOuterBridgeFromAnInnerOneIsRefused) {
  co_await run_sync([](sync_context& outer) {
    outer.wait(
        run_sync([&](sync_context&) { EXPECT_THROW(outer.wait(later(1)), std::logic_error); }));
  });
}

/// Waits while it handles an exception, then asks which one it is.
task<std::string> wait_inside_catch(std::string text, std::chrono::milliseconds delay) {
  co_return co_await run_sync([&](sync_context& context) -> std::string {
    try {
      throw std::runtime_error(text);
    } catch (...) {
      context.wait(sleep(delay));
      try {
        throw;
      } catch (const std::runtime_error& e) {
        return e.what();
      }
    }
  });
}

CO_TEST(Bridge, TwoThatWaitInsideCatchKeepTheirOwnExceptions) {
  std::vector<task<std::string>> tasks;
  tasks.push_back(wait_inside_catch("first", 2ms));   // enters first, leaves last:
  tasks.push_back(wait_inside_catch("second", 1ms));  // the handlers are not nested
  EXPECT_THAT(co_await gather(std::move(tasks)), testing::ElementsAre("first", "second"));
}

CO_TEST(Bridge, UncaughtExceptionsAreCountedForEachStack) {
  struct waits_while_unwinding {
    sync_context& context;
    int& during;
    ~waits_while_unwinding() {
      context.wait(later(1));
      during = std::uncaught_exceptions();
    }
  };
  int during = 0;
  int outside = -1;
  const auto look = [&]() -> task<> {
    outside = std::uncaught_exceptions();
    co_return;
  };
  outcome<void> result;
  co_await result.capture(run_sync([&](sync_context& context) {
    const waits_while_unwinding guard{context, during};
    context.wait(look());
    throw std::runtime_error("unwinds through a wait");
  }));
  EXPECT_EQ(during, 1);
  EXPECT_EQ(outside, 0);
  EXPECT_EQ(std::uncaught_exceptions(), 0);
}

CO_TEST(Bridge, WhatIsShieldedIsNotReachedByACancellationMeanwhile) {
  const auto slowly = []() -> task<int> {
    co_await sleep(20ms);
    co_return 7;
  };
  int value = 0;
  outcome<void> result;
  co_await result.capture(with_timeout(run_sync([&](sync_context& context) {
                                         value = context.wait_shielded(slowly());
                                         context.wait(sleep(1h));
                                       }),
                                       1ms));
  EXPECT_EQ(value, 7);
  EXPECT_THROW(result.take(), error);
}

CO_TEST(Bridge, IsCancelledWhileItWaitsAndStaysCancelled) {
  int aborted = 0;
  bool cleaned_up = false;
  const auto count_abort = [&](auto&& wait) {
    try {
      wait();
    } catch (const boost::system::system_error&) {
      ++aborted;
    }
  };
  outcome<void> result;
  co_await result.capture(with_timeout(run_sync([&](sync_context& context) {
                                         count_abort([&] { context.wait(sleep(1h)); });
                                         count_abort([&] { context.wait(later(1)); });
                                         cleaned_up = context.wait_shielded(later(1)) == 1;
                                         context.wait(later(1));
                                       }),
                                       1ms));
  EXPECT_EQ(aborted, 2);
  EXPECT_TRUE(cleaned_up);
  EXPECT_THROW(result.take(), error);
}

TEST(Bridge, UnwindsItsStackWhenTheCoroutineIsDestroyedWhileItWaits) {
  std::vector<std::string> events;
  struct recorder {
    std::vector<std::string>& events;
    ~recorder() { events.push_back("unwound"); }
  };
  {
    boost::asio::io_context loop;
    boost::asio::co_spawn(loop, run_sync([&](sync_context& context) {
                            const recorder unwound{events};
                            try {
                              events.push_back("waits");
                              context.wait(sleep(1h));
                            } catch (...) {  // a handler that swallows everything
                              events.push_back("caught");
                            }
                            try {
                              context.wait_shielded(later(1));
                            } catch (...) {
                              events.push_back("caught again");
                            }
                          }),
                          boost::asio::detached);
    loop.run_for(5ms);
    EXPECT_THAT(events, testing::ElementsAre("waits"));
  }
  EXPECT_THAT(events, testing::ElementsAre("waits", "caught", "caught again", "unwound"));
}

TEST(Bridge, ABridgeThatWasNeverEnteredGoesQuietly) {
  boost::asio::io_context loop;
  boost::asio::co_spawn(loop, run_sync([](sync_context&) { FAIL(); }), boost::asio::detached);
}

/// Fills `depth` frames of about 256 bytes and sums what it wrote on the way back.
int recurse(sync_context& context, int depth) {
  volatile char frame[256];
  for (std::size_t i = 0; i < sizeof frame; ++i) frame[i] = static_cast<char>(depth);
  const int below = depth == 0 ? context.wait(later(1)) : recurse(context, depth - 1);
  int same = 1;
  for (std::size_t i = 0; i < sizeof frame; ++i) same &= frame[i] == static_cast<char>(depth);
  return below + same;
}

CO_TEST(Bridge, RecursesDeepSideBySideWithoutCorruptingMemory) {
  const auto deep = []() -> task<int> {
    co_return co_await run_sync([](sync_context& context) { return recurse(context, 500); });
  };
  std::vector<task<int>> tasks;
  for (int i = 0; i < 8; ++i) tasks.push_back(deep());
  for (const int depth : co_await gather(std::move(tasks))) EXPECT_EQ(depth, 502);
}

TEST(BridgeDeathTest, RunningOffTheStackHitsTheGuardPage) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(run(run_sync([](sync_context& context) { return recurse(context, 100'000'000); })),
               "");
}

}  // namespace
}  // namespace fz
