#include "core/fleet/error_group.hpp"

#include "tests/fleet/targets.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;

TEST(ErrorGroup, ErrorsThatDifferOnlyInTheTargetAreOneGroup) {
  std::vector<fleet_target> targets = sqlite_targets(3);
  for (std::size_t i = 0; i < 3; ++i) targets[i].name = "tenant_" + std::to_string(i);
  const auto groups = group_errors(targets, {{0, "/data/t0.db: no such table: a"},
                                             {1, "tenant_1 is on fire"},
                                             {2, "/data/t2.db: no such table: a"}});
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].sentence, "…: no such table: a");
  EXPECT_THAT(groups[0].targets, ElementsAre(0, 2));
  EXPECT_EQ(groups[1].sentence, "tenant_1 is on fire");
}

TEST(ErrorGroup, PartsOfOtherWordsStay) {
  fleet_target target{"cat", "sqlite:///cat.db", "/data"};
  EXPECT_EQ(common_error("concatenation of cat", target), "concatenation of …");
}

}  // namespace
}  // namespace fz
