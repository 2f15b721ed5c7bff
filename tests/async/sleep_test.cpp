#include "core/async/sleep.hpp"

#include "tests/support/co_test.hpp"

#include <algorithm>
#include <chrono>

namespace fz {
namespace {

using namespace std::chrono_literals;

CO_TEST(Sleep, LastsAtLeastAsLongAsItIsGiven) {
  const auto began = std::chrono::steady_clock::now();
  co_await sleep(20ms);
  EXPECT_GE(std::chrono::steady_clock::now() - began, 20ms);
}

TEST(GrowingPause, GrowsAndIsLeftToChance) {
  std::chrono::milliseconds usual = 1s;
  for (std::size_t number = 1; number <= 12; ++number) {
    for (int i = 0; i < 50; ++i) {
      EXPECT_GE(growing_pause(number), usual / 2);
      EXPECT_LT(growing_pause(number), usual * 3 / 2);
    }
    usual = std::min<std::chrono::milliseconds>(usual * 2, 32s);
  }
  const auto first = growing_pause(12);
  int others = 0;
  for (int i = 0; i < 20; ++i) others += growing_pause(12) == first ? 0 : 1;
  EXPECT_GT(others, 0);
}

}  // namespace
}  // namespace fz
