#include "tests/revision/graph.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const auto linear = [] { return graph({{"a"}, {"b", "->a"}, {"c", "->b"}}); };
const auto branched = [] {
  return graph({{"a"}, {"b1", "->a", "#left"}, {"b2", "->a", "#right"}, {"c1", "->b1"}, {"x"}});
};

TEST(Stamp, InsertsIntoAnEmptyTable) {
  EXPECT_THAT(stamp(linear(), {}, {"b"}), ElementsAre("~: insert b = b"));
}

TEST(Stamp, MovesUpAndDownItsLine) {
  EXPECT_THAT(stamp(linear(), {"a"}, {"head"}), ElementsAre("~: a to c = c"));
  EXPECT_THAT(stamp(linear(), {"c"}, {"a"}), ElementsAre("~: c to a = a"));
}

TEST(Stamp, DoesNothingWhereTheRowIs) { EXPECT_THAT(stamp(linear(), {"b"}, {"b"}), IsEmpty()); }

TEST(Stamp, BaseEmptiesTheTable) {
  EXPECT_THAT(stamp(branched(), {"c1", "x"}, {"base"}),
              ElementsAre("~: delete c1 = x", "~: delete x = "));
}

TEST(Stamp, BaseOfABranchLeavesTheOthers) {
  EXPECT_THAT(stamp(branched(), {"c1", "b2"}, {"left@base"}), ElementsAre("~: delete c1 = b2"));
}

TEST(Stamp, MovesAllBranchesAboveToTheirBranchPoint) {
  EXPECT_THAT(stamp(branched(), {"b2", "c1", "x"}, {"a"}),
              ElementsAre("~: delete b2, c1 to a = a x"));
}

TEST(Stamp, AddsAnUnrelatedBranch) {
  EXPECT_THAT(stamp(branched(), {"c1"}, {"b2"}), ElementsAre("~: insert b2 = b2 c1"));
}

TEST(Stamp, HeadsKeepsAHeadThatIsThere) {
  EXPECT_THAT(stamp(branched(), {"a", "x"}, {"heads"}),
              ElementsAre("~: a to b2 = b2 x", "~: insert c1 = b2 c1 x"));
}

TEST(Stamp, TheSameRevisionTwiceIsFine) {
  EXPECT_THAT(stamp(linear(), {}, {"b", "b"}), ElementsAre("~: insert b = b"));
}

TEST(Stamp, LeavesNoAncestorBesideItsDescendant) {
  EXPECT_THAT(stamp(linear(), {}, {"b", "c"}), ElementsAre("~: insert c = c"));
  EXPECT_THAT(stamp(linear(), {"a", "c"}, {"c"}), ElementsAre("~: delete a = c"));
  EXPECT_THAT(stamp(linear(), {"a", "c"}, {"a"}), ElementsAre("~: delete c = a"));
}

TEST(Stamp, SeesDependenciesAsRelations) {
  EXPECT_THAT(stamp(docs_graph(), {"2a95102259be", "d747a8a8879"}, {"55af2cb1c267"}),
              ElementsAre("~: 2a95102259be to 55af2cb1c267 = 55af2cb1c267 d747a8a8879"));
}

TEST(Stamp, PurgeForgetsEvenUnknownRows) {
  EXPECT_THAT(stamp(linear(), {"c", "lost"}, {"b"}, purge::yes),
              ElementsAre("~: delete c, delete lost, insert b = b"));
  EXPECT_THAT(stamp(linear(), {"lost"}, {"base"}, purge::yes), ElementsAre("~: delete lost = "));
}

TEST(Stamp, IsShownAsAlembicLogsIt) {
  const plan result = make_stamp_plan(linear(), {"a"}, {"c"}, purge::no);
  EXPECT_EQ(to_string(result.steps.front()), "stamp_revision a -> c");
}

TEST(Stamp, RefusesWhatItCannotPlace) {
  EXPECT_THAT(sentence_of([] { stamp(linear(), {"a"}, {"+1"}); }),
              "'+1' counts from where the database is, which is not possible here; name the "
              "revision.");
  EXPECT_THAT(sentence_of([] { stamp(linear(), {}, {}); }), "A revision to stamp is expected.");
  EXPECT_THAT(sentence_of([] { stamp(linear(), {"lost"}, {"a"}); }),
              testing::StartsWith("Can't locate revision identified by 'lost': version table "
                                  "'alembic_version' has this row"));
}

}  // namespace
}  // namespace fz
