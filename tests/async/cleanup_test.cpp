#include "core/async/cleanup.hpp"

#include "core/async/both.hpp"
#include "core/async/cancellation.hpp"
#include "core/async/sleep.hpp"
#include "tests/support/co_test.hpp"

#include <chrono>
#include <stdexcept>
#include <string>

namespace fz {
namespace {

using namespace std::chrono_literals;

task<int> seven() { co_return 7; }

task<int> fail() {
  co_await sleep(1ms);
  throw std::runtime_error("work");
}

/// A cleanup that says how the work ended, and takes a moment.
struct recorded_cleanup {
  int ended = 0;
  std::exception_ptr given;
  cleanup_function run = [this](const std::exception_ptr& failure) -> task<> {
    given = failure;
    co_await sleep(5ms);
    ++ended;
  };
};

CO_TEST(Cleanup, RunsAfterTheWorkWhoseValueIsGiven) {
  recorded_cleanup cleanup;
  const int value = co_await with_cleanup(seven(), cleanup.run);
  EXPECT_EQ(value, 7);
  EXPECT_EQ(cleanup.ended, 1);
  EXPECT_FALSE(cleanup.given);
}

CO_TEST(Cleanup, IsGivenTheFailureWhichIsThrownThen) {
  recorded_cleanup cleanup;
  outcome<int> ended;
  co_await ended.capture(with_cleanup(fail(), cleanup.run));
  EXPECT_EQ(cleanup.ended, 1);
  EXPECT_TRUE(cleanup.given);
  EXPECT_THROW(ended.take(), std::runtime_error);
}

CO_TEST(Cleanup, RunsToItsEndAlthoughTheCallerIsCancelled) {
  recorded_cleanup cleanup;
  cancel_source source;
  outcome<void> ended;
  const auto press = [&]() -> task<> {
    co_await sleep(5ms);
    source.cancel();
  };
  co_await both(ended.capture(with_cancellation(with_cleanup(sleep(1h), cleanup.run), source)),
                press());
  EXPECT_TRUE(is_cancellation(ended.failure()));
  EXPECT_TRUE(is_cancellation(cleanup.given));
  EXPECT_EQ(cleanup.ended, 1);
}

/// Of many that are cancelled, the first to end cancels the others again.
CO_TEST(Cleanup, RunsToItsEndAlthoughTheCallerIsCancelledAgain) {
  recorded_cleanup cleanup;
  cancel_source source;
  outcome<void> ended;
  const auto press_twice = [&]() -> task<> {
    co_await sleep(5ms);
    source.cancel();
    while (!cleanup.given) co_await sleep(1ms);
    source.cancel();
  };
  co_await both(ended.capture(with_cancellation(with_cleanup(sleep(1h), cleanup.run), source)),
                press_twice());
  EXPECT_TRUE(is_cancellation(ended.failure()));
  EXPECT_EQ(cleanup.ended, 1);
}

CO_TEST(Cleanup, DuringWhichTheCallerIsCancelledKeepsTheValueAndThenStops) {
  cancel_source source;
  const cleanup_function press = [&](const std::exception_ptr&) -> task<> {
    source.cancel();
    co_await sleep(1ms);
  };
  int value = 0;
  bool went_on = false;
  const auto work = [&]() -> task<> {
    value = co_await with_cleanup(seven(), press);
    co_await sleep(1h);
    went_on = true;
  };
  outcome<void> ended;
  co_await ended.capture(with_cancellation(work(), source));
  EXPECT_EQ(value, 7);
  EXPECT_TRUE(is_cancellation(ended.failure()));
  EXPECT_FALSE(went_on);
}

CO_TEST(Cleanup, ThatFailsFailsWhatSucceeded) {
  const cleanup_function broken = [](const std::exception_ptr&) -> task<> {
    throw std::logic_error("cleanup");
    co_return;
  };
  outcome<int> ended;
  co_await ended.capture(with_cleanup(seven(), broken));
  EXPECT_THROW(ended.take(), std::logic_error);
}

CO_TEST(Cleanup, ThatFailsDoesNotHideTheFailureOfTheWork) {
  const cleanup_function broken = [](const std::exception_ptr&) -> task<> {
    throw std::logic_error("cleanup");
    co_return;
  };
  outcome<int> ended;
  co_await ended.capture(with_cleanup(fail(), broken));
  EXPECT_THROW(ended.take(), std::runtime_error);
}

}  // namespace
}  // namespace fz
