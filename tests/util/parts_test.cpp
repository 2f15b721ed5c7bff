#include "core/util/parts.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace fz {
namespace {

using bounds = std::pair<std::size_t, std::size_t>;

TEST(Parts, FollowOneAnotherAndLeaveNothingOut) {
  for (const std::size_t count : {0, 1, 9, 10, 19, 20, 21, 1000}) {
    const auto parts =
        in_parts(count, 10, [](auto first, auto last) { return bounds(first, last); });
    EXPECT_EQ(parts.front().first, 0u) << count;
    EXPECT_EQ(parts.back().second, count);
    for (std::size_t i = 1; i < parts.size(); ++i) {
      EXPECT_EQ(parts[i].first, parts[i - 1].second) << count;
      EXPECT_GE(parts[i].second - parts[i].first, 10u) << count;
    }
  }
}

TEST(Parts, ShortWorkIsDoneInOne) {
  EXPECT_EQ(in_parts(19, 10, [](auto, auto) { return 0; }).size(), 1u);
}

TEST(Parts, AFailureIsThrownOnceAllHaveEnded) {
  std::atomic<int> running = 0;
  const auto work = [&](std::size_t first, std::size_t) {
    if (first == 0) throw std::runtime_error("the first part");
    ++running;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    --running;
    return 0;
  };
  EXPECT_THROW(in_parts(1000, 1, work), std::runtime_error);
  EXPECT_EQ(running, 0);
}

TEST(Parts, OfSeveralFailuresTheFirstIsThrown) {
  const auto work = [](std::size_t first, std::size_t) -> int {
    throw std::runtime_error(std::to_string(first));
  };
  try {
    in_parts(1000, 1, work);
    FAIL();
  } catch (const std::runtime_error& e) {
    EXPECT_STREQ(e.what(), "0");
  }
}

}  // namespace
}  // namespace fz
