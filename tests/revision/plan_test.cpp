#include "core/revision/plan.hpp"

#include "tests/revision/graph.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const auto linear = [] { return graph({{"a"}, {"b", "->a"}, {"c", "->b"}}); };
const auto branched = [] {
  return graph({{"a"}, {"b1", "->a", "#left"}, {"b2", "->a", "#right"}, {"c1", "->b1"}});
};
const auto merged = [] {
  return graph({{"a"}, {"b1", "->a"}, {"b2", "->a"}, {"m", "->b1,b2"}, {"n", "->m"}});
};

TEST(Upgrade, RunsALineFromTheBase) {
  EXPECT_THAT(up(linear(), {}, "head"),
              ElementsAre("+a: insert a = a", "+b: a to b = b", "+c: b to c = c"));
}

TEST(Upgrade, RunsOnlyWhatIsMissing) {
  EXPECT_THAT(up(linear(), {"b"}, "head"), ElementsAre("+c: b to c = c"));
}

TEST(Upgrade, DoesNothingAtTheTargetOrAboveIt) {
  EXPECT_THAT(up(linear(), {"c"}, "head"), IsEmpty());
  EXPECT_THAT(up(linear(), {"c"}, "a"), IsEmpty());
  EXPECT_THAT(up(linear(), {"c"}, "base"), IsEmpty());
}

TEST(Upgrade, DoesNothingWhereThereAreNoRevisions) {
  EXPECT_THAT(up(graph({}), {}, "head"), IsEmpty());
  EXPECT_THAT(up(graph({}), {}, "heads"), IsEmpty());
}

TEST(Upgrade, FollowsOneBranchToItsEndOldestSiblingFirst) {
  EXPECT_THAT(up(branched(), {}, "heads"),
              ElementsAre("+a: insert a = a", "+b1: a to b1 = b1", "+c1: b1 to c1 = c1",
                          "+b2: insert b2 = b2 c1"));
}

TEST(Upgrade, OrdersSiblingsByDateThenById) {
  std::vector<revision> siblings;
  for (const std::string id : {"z", "y", "x"}) siblings.push_back(declared({id}));
  siblings[0].create_date = "2024-01-01T00:00:00Z";
  siblings[1].create_date = siblings[2].create_date = "2024-01-02T00:00:00Z";
  EXPECT_THAT(up(revision_map(siblings), {}, "heads"),
              ElementsAre("+z: insert z = z", "+x: insert x = x z", "+y: insert y = x y z"));
}

TEST(Upgrade, ToABranchLeavesTheOtherAlone) {
  EXPECT_THAT(up(branched(), {"a"}, "right@head"), ElementsAre("+b2: a to b2 = b2"));
  EXPECT_THAT(up(branched(), {"b2"}, "left@head"),
              ElementsAre("+b1: insert b1 = b1 b2", "+c1: b1 to c1 = b2 c1"));
}

TEST(Upgrade, MergesTheRowsOfItsBranches) {
  EXPECT_THAT(up(merged(), {"b1", "b2"}, "m"), ElementsAre("+m: delete b1, b2 to m = m"));
  EXPECT_THAT(
      up(merged(), {"b1"}, "head"),
      ElementsAre("+b2: insert b2 = b1 b2", "+m: delete b1, b2 to m = m", "+n: m to n = n"));
}

TEST(Upgrade, TwoMergesOfTheSameBranchesRunBothAfterThem) {
  const auto twins =
      graph({{"a"}, {"b1", "->a"}, {"b2", "->a"}, {"m1", "->b1,b2"}, {"m2", "->b1,b2"}});
  EXPECT_THAT(up(twins, {"b1", "b2"}, "heads"),
              ElementsAre("+m1: delete b1, b2 to m1 = m1", "+m2: insert m2 = m1 m2"));
}

TEST(Upgrade, GoesThroughDiamonds) {
  const auto diamonds = graph({{"a"},
                               {"b1", "->a"},
                               {"b2", "->a"},
                               {"m", "->b1,b2"},
                               {"c1", "->m"},
                               {"c2", "->m"},
                               {"n", "->c1,c2"}});
  const plan whole = make_plan(diamonds, {}, direction::upgrade, "head");
  EXPECT_EQ(whole.steps.size(), 7u);
  EXPECT_THAT(whole.rows_after, ElementsAre("n"));
}

TEST(Upgrade, RunsSeparateHistoriesOneAfterTheOther) {
  const auto forest = graph({{"a1"}, {"b1"}, {"a2", "->a1"}, {"b2", "->b1"}});
  EXPECT_THAT(up(forest, {}, "heads"),
              ElementsAre("+a1: insert a1 = a1", "+a2: a1 to a2 = a2", "+b1: insert b1 = a2 b1",
                          "+b2: b1 to b2 = a2 b2"));
}

TEST(Upgrade, BringsInWhatTheTargetDependsOn) {
  const auto dependent = graph({{"a1"}, {"a2", "->a1"}, {"b", "=>a1"}});
  EXPECT_THAT(up(dependent, {}, "b"), ElementsAre("+a1: insert a1 = a1", "+b: a1 to b = b"));
  EXPECT_THAT(up(dependent, {"b"}, "a2"), ElementsAre("+a2: insert a2 = a2 b"));
}

TEST(Upgrade, TakesOverTheRowOfADependency) {
  const auto dependent = graph({{"a"}, {"b1"}, {"b2", "->b1", "=>a"}});
  EXPECT_THAT(up(dependent, {"a", "b1"}, "b2"), ElementsAre("+b2: delete b1, a to b2 = b2"));
}

TEST(Upgrade, LeavesTheRowOfADependencyThatAnAncestorHas) {
  const auto dependent = graph({{"a"}, {"b1", "=>a"}, {"b2", "->b1", "=>a"}, {"a2", "->a"}});
  EXPECT_THAT(up(dependent, {"a2", "b1"}, "b2"), ElementsAre("+b2: b1 to b2 = a2 b2"));
}

TEST(Upgrade, DependsOnALabelAsOnItsRevision) {
  const auto dependent = graph({{"a", "#core"}, {"b", "=>core"}});
  EXPECT_THAT(up(dependent, {}, "b"), ElementsAre("+a: insert a = a", "+b: a to b = b"));
}

TEST(Upgrade, DocsGraphFromTheBase) {
  EXPECT_THAT(
      up(docs_graph(), {}, "heads"),
      ElementsAre("+1975ea83b712: insert 1975ea83b712 = 1975ea83b712",
                  "+ae1027a6acf1: 1975ea83b712 to ae1027a6acf1 = ae1027a6acf1",
                  "+55af2cb1c267: ae1027a6acf1 to 55af2cb1c267 = 55af2cb1c267",
                  "+27c6a30d7c24: insert 27c6a30d7c24 = 27c6a30d7c24 55af2cb1c267",
                  "+d747a8a8879: 27c6a30d7c24 to d747a8a8879 = 55af2cb1c267 d747a8a8879",
                  "+3cac04ae8714: insert 3cac04ae8714 = 3cac04ae8714 55af2cb1c267 d747a8a8879",
                  "+109ec7d132bf: 3cac04ae8714 to 109ec7d132bf = 109ec7d132bf 55af2cb1c267 "
                  "d747a8a8879",
                  "+29f859a13ea: 109ec7d132bf to 29f859a13ea = 29f859a13ea 55af2cb1c267 "
                  "d747a8a8879",
                  "+2a95102259be: delete 29f859a13ea, 55af2cb1c267 to 2a95102259be = 2a95102259be "
                  "d747a8a8879"));
}

TEST(Upgrade, StepsUpFromWhereTheDatabaseIs) {
  EXPECT_THAT(up(linear(), {}, "+2"), ElementsAre("+a: insert a = a", "+b: a to b = b"));
  EXPECT_THAT(up(linear(), {"b"}, "+1"), ElementsAre("+c: b to c = c"));
}

TEST(Upgrade, StepsUpWithinABranch) {
  EXPECT_THAT(up(branched(), {"a"}, "left@+1"), ElementsAre("+b1: a to b1 = b1"));
}

TEST(Upgrade, StepsUpFromWhatOthersNeedOfABranch) {
  const auto dependent = graph({{"a1", "#core"}, {"a2", "->a1"}, {"b", "=>a1"}});
  EXPECT_THAT(up(dependent, {"b"}, "core@+1"), ElementsAre("+a2: insert a2 = a2 b"));
}

TEST(Upgrade, StepsUpFromARevision) {
  EXPECT_THAT(up(linear(), {"a"}, "a+1"), ElementsAre("+b: a to b = b"));
  EXPECT_THAT(up(linear(), {"a"}, "head-1"), ElementsAre("+b: a to b = b"));
  EXPECT_THAT(up(linear(), {"a"}, "base+2"), ElementsAre("+b: a to b = b"));
  EXPECT_THAT(up(branched(), {"a"}, "right@a+1"), ElementsAre("+b2: a to b2 = b2"));
}

TEST(Upgrade, ToleratesARowBesideItsDescendant) {
  EXPECT_THAT(up(linear(), {"a", "b"}, "head"), ElementsAre("+c: delete a, b to c = c"));
  EXPECT_THAT(up(linear(), {"a", "c"}, "head"), IsEmpty());
}

TEST(Downgrade, RunsBackToTheBase) {
  EXPECT_THAT(down(linear(), {"c"}, "base"),
              ElementsAre("-c: c to b = b", "-b: b to a = a", "-a: delete a = "));
}

TEST(Downgrade, RunsDownToARevisionThatStays) {
  EXPECT_THAT(down(linear(), {"c"}, "b"), ElementsAre("-c: c to b = b"));
  EXPECT_THAT(down(linear(), {"c"}, "c"), IsEmpty());
}

TEST(Downgrade, IsTheReverseOfTheUpgrade) {
  const auto map = docs_graph();
  const plan there = make_plan(map, {}, direction::upgrade, "heads");
  const plan back = make_plan(map, there.rows_after, direction::downgrade, "base");
  ASSERT_EQ(there.steps.size(), back.steps.size());
  for (std::size_t i = 0; i < there.steps.size(); ++i) {
    EXPECT_EQ(back.steps[i].from, rows{there.steps[there.steps.size() - 1 - i].to});
  }
  EXPECT_THAT(back.rows_after, IsEmpty());
}

TEST(Downgrade, ToABranchPointTakesAllBranches) {
  EXPECT_THAT(down(branched(), {"c1", "b2"}, "a"),
              ElementsAre("-b2: delete b2 = c1", "-c1: c1 to b1 = b1", "-b1: b1 to a = a"));
}

TEST(Downgrade, ToABranchPointAlongOneBranch) {
  EXPECT_THAT(down(branched(), {"c1", "b2"}, "left@a"),
              ElementsAre("-c1: c1 to b1 = b1 b2", "-b1: delete b1 = b2"));
  EXPECT_THAT(down(branched(), {"c1", "b2"}, "right@-1"), ElementsAre("-b2: delete b2 = c1"));
}

TEST(Downgrade, UndoesAMerge) {
  EXPECT_THAT(down(merged(), {"m"}, "-1"), ElementsAre("-m: insert b1, m to b2 = b1 b2"));
  EXPECT_THAT(down(merged(), {"n"}, "-2"),
              ElementsAre("-n: n to m = m", "-m: insert b1, m to b2 = b1 b2"));
}

TEST(Downgrade, ContinuesBelowAMergeThatLeavesOneRow) {
  const auto shortcut = graph({{"a"}, {"b", "->a"}, {"m", "->a,b"}});
  EXPECT_THAT(down(shortcut, {"m"}, "-2"), ElementsAre("-m: m to b = b", "-b: b to a = a"));
}

TEST(Downgrade, FromOneOfTwoMergesLeavesTheOthersBranches) {
  const auto twins =
      graph({{"a"}, {"b1", "->a"}, {"b2", "->a"}, {"m1", "->b1,b2"}, {"m2", "->b1,b2"}});
  EXPECT_THAT(down(twins, {"m1", "m2"}, "m2@-1"), ElementsAre("-m2: delete m2 = m1"));
}

TEST(Downgrade, TakesOffWhatDependsOnIt) {
  const auto dependent = graph({{"a1"}, {"a2", "->a1"}, {"b1"}, {"b2", "->b1", "=>a2"}});
  EXPECT_THAT(down(dependent, {"b2"}, "a1"),
              ElementsAre("-b2: insert b1, b2 to a2 = a2 b1", "-a2: a2 to a1 = a1 b1"));
}

TEST(Downgrade, GivesADependencyItsRowBack) {
  EXPECT_THAT(down(docs_graph(), {"2a95102259be", "d747a8a8879"}, "networking@-1"),
              ElementsAre("-2a95102259be: insert 29f859a13ea, 2a95102259be to 55af2cb1c267 = "
                          "29f859a13ea 55af2cb1c267 d747a8a8879"));
}

TEST(Downgrade, DocsGraphNetworkingToItsBase) {
  const auto map = docs_graph();
  const plan result =
      make_plan(map, {"2a95102259be", "d747a8a8879"}, direction::downgrade, "networking@base");
  EXPECT_THAT(trace(result).back(),
              "-3cac04ae8714: delete 3cac04ae8714 = 55af2cb1c267 d747a8a8879");
  EXPECT_EQ(result.steps.size(), 4u);
}

TEST(Downgrade, DocsGraphSharedBaseTakesTheOtherBranchesWithIt) {
  const auto map = docs_graph();
  const plan result =
      make_plan(map, {"2a95102259be", "d747a8a8879"}, direction::downgrade, "shoppingcart@base");
  EXPECT_THAT(result.rows_after, ElementsAre("29f859a13ea"));
  EXPECT_EQ(result.steps.size(), 6u);
}

TEST(Downgrade, StepsDownFromWhatOthersNeedOfABranch) {
  const auto dependent = graph({{"a1", "#core"}, {"a2", "->a1"}, {"b", "=>a2"}});
  EXPECT_THAT(down(dependent, {"b"}, "core@-1"),
              ElementsAre("-b: b to a2 = a2", "-a2: a2 to a1 = a1"));
}

TEST(Downgrade, StepsFromARevision) {
  EXPECT_THAT(down(linear(), {"c"}, "c-1"), ElementsAre("-c: c to b = b"));
  EXPECT_THAT(down(linear(), {"c"}, "a+1"), ElementsAre("-c: c to b = b"));
  EXPECT_THAT(down(linear(), {"a"}, "a-1"), ElementsAre("-a: delete a = "));
}

TEST(Downgrade, ToleratesARowBesideItsDescendant) {
  EXPECT_THAT(down(linear(), {"a", "c"}, "-1"), ElementsAre("-c: delete a, c to b = b"));
}

TEST(Downgrade, NeverLeavesAnAncestorBesideItsDescendant) {
  // b depends on a2 and stands on a1: with the row x beside it Alembic would insert both.
  const auto overlap = graph({{"a1"}, {"a2", "=>a1"}, {"b", "->a1", "=>a2"}, {"x"}});
  EXPECT_THAT(down(overlap, {"b", "x"}, "b@-1"), ElementsAre("-b: b to a2 = a2 x"));
}

TEST(Plan, ShowsStepsAsAlembicLogsThem) {
  const auto map = merged();
  const plan there = make_plan(map, {}, direction::upgrade, "m");
  EXPECT_EQ(to_string(there.steps.front()), "upgrade  -> a, make a");
  EXPECT_EQ(to_string(there.steps.back()), "upgrade b1, b2 -> m, make m");
  const plan back = make_plan(map, {"m"}, direction::downgrade, "-1");
  EXPECT_EQ(to_string(back.steps.front()), "downgrade m -> b1, b2, make m");
}

TEST(Plan, DoesNotShowDependenciesInTheLog) {
  const auto map = docs_graph();
  const plan there =
      make_plan(map, {"d747a8a8879", "55af2cb1c267"}, direction::upgrade, "2a95102259be");
  EXPECT_EQ(to_string(there.steps.back()),
            "upgrade 29f859a13ea -> 2a95102259be, make 2a95102259be");
}

TEST(Plan, MessageIsMadePrintable) {
  revision loud = declared({"a"});
  loud.message = "red\x1b[31m";
  const revision_map map({loud});
  EXPECT_EQ(to_string(make_plan(map, {}, direction::upgrade, "a").steps.front()),
            "upgrade  -> a, red\\x1b[31m");
}

TEST(RowsOf, AreWhatOfflineModeStartsFrom) {
  EXPECT_THAT(rows_of(docs_graph(), parse_identifier("base")), IsEmpty());
  EXPECT_THAT(rows_of(docs_graph(), parse_identifier("1975")), ElementsAre("1975ea83b712"));
  EXPECT_THAT(rows_of(docs_graph(), parse_identifier("heads")),
              ElementsAre("2a95102259be", "d747a8a8879"));
}

TEST(Plan, OfTenThousandRevisionsIsMadeAtOnce) {
  std::vector<revision> chain;
  for (int i = 0; i < 10'000; ++i) {
    chain.push_back(declared({fmt::format("r{:05}", i)}));
    if (i > 0) chain.back().down_revisions = {chain[chain.size() - 2].id};
  }
  const revision_map map(std::move(chain));
  const plan there = make_plan(map, {}, direction::upgrade, "head");
  EXPECT_EQ(there.steps.size(), 10'000u);
  const plan back = make_plan(map, there.rows_after, direction::downgrade, "-9999");
  EXPECT_THAT(back.rows_after, ElementsAre("r00000"));
}

}  // namespace
}  // namespace fz
