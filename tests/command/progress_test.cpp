#include "core/command/progress.hpp"

#include <gtest/gtest.h>

namespace fz::command {
namespace {

using std::chrono::duration;

TEST(Progress, ShowsABarTheRateAndTheTimeLeft) {
  EXPECT_EQ(progress::line("Hashing", 0, 200, duration<double>(0)),
            "Hashing [--------------------] 0 %");
  EXPECT_EQ(progress::line("Hashing", 50, 200, duration<double>(5)),
            "Hashing [#####---------------] 25 %, 10/s, 15 s left");
  EXPECT_EQ(progress::line("Hashing", 1, 200, duration<double>(1)),
            "Hashing [--------------------] 0 %, 1.0/s, 3 min 19 s left");
  EXPECT_EQ(progress::line("Hashing", 200, 200, duration<double>(10)),
            "Hashing [####################] 100 %, 20/s, 0 s left");
  EXPECT_EQ(progress::line("Hashing", 1, 20'000, duration<double>(1)),
            "Hashing [--------------------] 0 %, 1.0/s, 5 h 33 min left");
}

}  // namespace
}  // namespace fz::command
