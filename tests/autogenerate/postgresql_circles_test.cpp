#include "core/autogenerate/postgresql/circles.hpp"

#include <cstddef>
#include <gmock/gmock.h>
#include <vector>

namespace fz::postgresql {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(Circles, ATreeHasNoCircles) { EXPECT_THAT(circles_in({{1, 2}, {3}, {3}, {}}), IsEmpty()); }

TEST(Circles, AreFoundWithAllTheirMembers) {
  const auto found = circles_in({{1}, {2}, {0, 3}, {4}, {3}, {0}});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_THAT(found,
              UnorderedElementsAre(UnorderedElementsAre(0, 1, 2), UnorderedElementsAre(3, 4)));
}

TEST(Circles, AreFoundInAVeryLongChain) {
  std::vector<std::vector<std::size_t>> chain(200'000);
  for (std::size_t i = 0; i < chain.size(); ++i) chain[i] = {(i + 1) % chain.size()};
  const auto found = circles_in(chain);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].size(), chain.size());
}

}  // namespace
}  // namespace fz::postgresql
