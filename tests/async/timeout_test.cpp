#include "core/async/timeout.hpp"

#include "core/async/sleep.hpp"
#include "tests/support/co_test.hpp"

#include <stdexcept>

namespace fz {
namespace {

using namespace std::chrono_literals;

CO_TEST(Timeout, GivesTheValueOfWorkThatEndsInTime) {
  const auto work = []() -> task<int> { co_return 5; };
  EXPECT_EQ(co_await with_timeout(work(), 1h), 5);
}

CO_TEST(Timeout, ThrowsWhatTheWorkThrewAtOnce) {
  const auto work = []() -> task<> {
    co_await sleep(1ms);
    throw std::runtime_error("own");
  };
  outcome<void> result;
  co_await result.capture(with_timeout(work(), 1h));
  EXPECT_THROW(result.take(), std::runtime_error);
}

CO_TEST(Timeout, CancelsWorkThatTakesTooLongAndWaitsForItsEnd) {
  bool cleaned_up = false;
  const auto work = [&]() -> task<> {
    outcome<void> slept;
    co_await slept.capture(sleep(1h));
    cleaned_up = true;
    slept.take();
  };
  outcome<void> result;
  co_await result.capture(with_timeout(work(), 1ms));
  EXPECT_TRUE(cleaned_up);
  try {
    result.take();
    ADD_FAILURE();
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::timeout);
  }
}

CO_TEST(Timeout, TheInnerOfTwoTimeoutsIsToldFromTheOuter) {
  outcome<void> inner;
  const auto work = [&]() -> task<> {
    co_await inner.capture(with_timeout(sleep(1h), 30min));
    inner.take();
  };
  outcome<void> outer;
  co_await outer.capture(with_timeout(work(), 1ms));
  EXPECT_TRUE(is_cancellation(inner.failure()));
  EXPECT_THROW(outer.take(), error);
}

}  // namespace
}  // namespace fz
