#include "core/util/duration.hpp"

#include <gtest/gtest.h>

namespace fz {
namespace {

using namespace std::chrono_literals;

TEST(Duration, HasANumberAndAUnit) {
  EXPECT_EQ(parse_duration("500ms"), 500ms);
  EXPECT_EQ(parse_duration("60s"), 1min);
  EXPECT_EQ(parse_duration("2m"), 2min);
  EXPECT_EQ(parse_duration("1h"), 1h);
  EXPECT_EQ(parse_duration("0"), 0ms);
  EXPECT_EQ(parse_duration("0s"), 0ms);
}

TEST(Duration, IsNothingElse) {
  for (const char* text : {"", "60", "s", "-1s", "+1s", "1 s", "1d", "1S", "1s ", "1.5s", "0x1s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Duration, FitsWhatAServerCounts) {
  EXPECT_EQ(parse_duration("2147483647ms"), 2'147'483'647ms);
  EXPECT_EQ(parse_duration("2147483648ms"), std::nullopt);
  EXPECT_EQ(parse_duration("4294967295h"), std::nullopt);
  EXPECT_EQ(parse_duration("99999999999s"), std::nullopt);
}

}  // namespace
}  // namespace fz
