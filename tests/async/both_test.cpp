#include "core/async/both.hpp"

#include "core/async/cancellation.hpp"
#include "core/async/sleep.hpp"
#include "tests/support/co_test.hpp"

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

namespace fz {
namespace {

using namespace std::chrono_literals;

task<int> number_after(std::chrono::milliseconds pause, int number) {
  co_await sleep(pause);
  co_return number;
}

task<std::string> text_after(std::chrono::milliseconds pause, std::string text) {
  co_await sleep(pause);
  co_return text;
}

task<> fail_after(std::chrono::milliseconds pause) {
  co_await sleep(pause);
  throw std::runtime_error("failed");
}

/// Sets `was_cancelled` if it is cancelled before an hour is over.
task<int> wait_long(bool& was_cancelled) {
  outcome<void> slept;
  co_await slept.capture(sleep(1h));
  was_cancelled = is_cancellation(slept.failure());
  slept.take();
  co_return 0;
}

CO_TEST(Both, GivesTwoValuesOfDifferentTypes) {
  const auto [number, text] = co_await both(number_after(5ms, 7), text_after(1ms, "seven"));
  EXPECT_EQ(number, 7);
  EXPECT_EQ(text, "seven");
}

CO_TEST(Both, RunsThemSideBySide) {
  const auto began = std::chrono::steady_clock::now();
  co_await both(number_after(300ms, 1), number_after(300ms, 2));
  EXPECT_LT(std::chrono::steady_clock::now() - began, 600ms);
}

CO_TEST(Both, TakesValuesThatCanOnlyBeMoved) {
  const auto make = []() -> task<std::unique_ptr<int>> { co_return std::make_unique<int>(3); };
  const auto [first, second] = co_await both(make(), make());
  EXPECT_EQ(*first + *second, 6);
}

CO_TEST(Both, GivesTheOneValueThatThereIs) {
  const int number = co_await both(number_after(1ms, 7), sleep(2ms));
  EXPECT_EQ(number, 7);
  co_await both(sleep(1ms), sleep(1ms));
}

CO_TEST(Both, CancelsTheOtherWhenOneFailsAndWaitsForIt) {
  bool was_cancelled = false;
  outcome<int> ended;
  co_await ended.capture(both(wait_long(was_cancelled), fail_after(5ms)));
  EXPECT_TRUE(was_cancelled);
  EXPECT_THROW(ended.take(), std::runtime_error);
}

CO_TEST(Both, CancelsBothWhenItIsCancelled) {
  bool first = false;
  bool second = false;
  cancel_source source;
  outcome<std::pair<int, int>> ended;
  const auto press = [&]() -> task<> {
    co_await sleep(5ms);
    source.cancel();
  };
  co_await both(ended.capture(with_cancellation(both(wait_long(first), wait_long(second)), source)),
                press());
  EXPECT_TRUE(is_cancellation(ended.failure()));
  EXPECT_TRUE(first && second);
}

}  // namespace
}  // namespace fz
