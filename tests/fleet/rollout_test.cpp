#include "core/fleet/rollout.hpp"

#include "core/util/error.hpp"
#include "tests/fleet/targets.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using unit = fleet_share::unit;

std::vector<std::size_t> sizes(const std::vector<wave>& waves) {
  std::vector<std::size_t> counts;
  for (const wave& each : waves) counts.push_back(each.targets.size());
  return counts;
}

TEST(Rollout, ReadsNumbersPercentAndRest) {
  EXPECT_EQ(parse_share("20"), (fleet_share{20, unit::targets}));
  EXPECT_EQ(parse_share(" 1.5% "), (fleet_share{1.5, unit::percent}));
  EXPECT_EQ(parse_share("rest"), fleet_share());
}

TEST(Rollout, RefusesWhatIsNoPart) {
  for (const char* text : {"", "-1", "1.5", "101%", "ten", "5 %%", "nan", "inf%"}) {
    EXPECT_THROW(parse_share(text), error) << text;
  }
}

TEST(Rollout, AShareOfAFewIsAtLeastOne) {
  EXPECT_EQ(count_of(parse_share("1%"), 5), 1u);
  EXPECT_EQ(count_of(parse_share("1%"), 10'000), 100u);
  EXPECT_EQ(count_of(parse_share("10%"), 30), 3u);
  EXPECT_EQ(count_of(parse_share("100%"), 7), 7u);
  EXPECT_EQ(count_of(parse_share("20"), 7), 7u);
}

TEST(Rollout, WithoutPartsThereIsOneWave) {
  EXPECT_THAT(sizes(plan_waves(sqlite_targets(3), "", "")), ElementsAre(3));
}

TEST(Rollout, WhatThePartsLeaveIsALastWave) {
  EXPECT_THAT(sizes(plan_waves(sqlite_targets(200), "", "1%, 10%")), ElementsAre(2, 20, 178));
  EXPECT_THAT(sizes(plan_waves(sqlite_targets(200), "", "1%, 10%, rest")), ElementsAre(2, 20, 178));
}

TEST(Rollout, EveryTargetIsInOneWave) {
  const std::vector<wave> waves = plan_waves(sqlite_targets(10), "t3,t7", "2,rest");
  EXPECT_THAT(sizes(waves), ElementsAre(2, 2, 6));
  EXPECT_TRUE(waves[0].is_canary);
  EXPECT_THAT(waves[0].targets, ElementsAre(3, 7));
  EXPECT_THAT(waves[1].targets, ElementsAre(0, 1));
  EXPECT_THAT(waves[2].targets, ElementsAre(2, 4, 5, 6, 8, 9));
}

TEST(Rollout, ACanaryIsANumberNamesOrALabel) {
  std::vector<fleet_target> targets = sqlite_targets(4);
  targets[2].labels = {{"plan", "free"}};
  EXPECT_THAT(plan_waves(targets, "2", "").front().targets, ElementsAre(0, 1));
  EXPECT_THAT(plan_waves(targets, "plan=free", "").front().targets, ElementsAre(2));
  EXPECT_THAT(plan_waves(targets, "t[13]", "").front().targets, ElementsAre(1, 3));
  EXPECT_THROW(plan_waves(targets, "plan=gold", ""), error);
}

TEST(Rollout, FailuresAreANumberOrAShareRoundedDown) {
  EXPECT_EQ(failures_allowed("", 100), std::nullopt);
  EXPECT_EQ(failures_allowed("0", 100), 0u);
  EXPECT_EQ(failures_allowed("2%", 100), 2u);
  EXPECT_EQ(failures_allowed("2%", 40), 0u);
}

}  // namespace
}  // namespace fz
