#include "core/revision/history.hpp"

#include "tests/revision/graph.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const auto linear = [] { return graph({{"a"}, {"b", "->a"}, {"c", "->b"}, {"d", "->c"}}); };
const auto branched = [] {
  return graph({{"a"}, {"b1", "->a", "#left"}, {"b2", "->a", "#right"}, {"c1", "->b1"}});
};

std::vector<std::string> listed(const revision_map& map, std::string_view range,
                                const rows& rows_now = {}) {
  return ids(map, history(map, range, rows_now));
}

std::string history_error(const revision_map& map, std::string_view range,
                          const rows& rows_now = {}) {
  return sentence_of([&] { history(map, range, rows_now); });
}

TEST(History, DivergenceIsWhatTheHeadsDoNotShareAndTheLastThatTheyDo) {
  EXPECT_THAT(ids(linear(), divergence(linear())), ElementsAre("d"));
  EXPECT_THAT(ids(branched(), divergence(branched())), ElementsAre("b2", "c1", "b1", "a"));
  const auto long_trunk = [] {
    return graph({{"a"}, {"b", "->a"}, {"c", "->b"}, {"d1", "->c"}, {"d2", "->c"}});
  };
  EXPECT_THAT(ids(long_trunk(), divergence(long_trunk())), ElementsAre("d2", "d1", "c"));
}

TEST(History, ListsEverythingNewestFirst) {
  EXPECT_THAT(listed(linear(), ":"), ElementsAre("d", "c", "b", "a"));
  EXPECT_THAT(listed(branched(), ":"), ElementsAre("b2", "c1", "b1", "a"));
}

TEST(History, IncludesBothEnds) {
  EXPECT_THAT(listed(linear(), "b:c"), ElementsAre("c", "b"));
  EXPECT_THAT(listed(linear(), "c:"), ElementsAre("d", "c"));
  EXPECT_THAT(listed(linear(), ":b"), ElementsAre("b", "a"));
  EXPECT_THAT(listed(linear(), "b:b"), ElementsAre("b"));
}

TEST(History, TakesCurrentOnEitherSide) {
  EXPECT_THAT(listed(linear(), "current:", {"c"}), ElementsAre("d", "c"));
  EXPECT_THAT(listed(linear(), ":current", {"b"}), ElementsAre("b", "a"));
  EXPECT_THAT(listed(linear(), ":current", {}), IsEmpty());
  EXPECT_THAT(listed(linear(), "current:", {}), ElementsAre("d", "c", "b", "a"));
  EXPECT_TRUE(is_relative_to_current("current:head"));
  EXPECT_FALSE(is_relative_to_current("a:head"));
}

TEST(History, CountsFromTheOtherEnd) {
  EXPECT_THAT(listed(linear(), "-1:current", {"c"}), ElementsAre("c", "b"));
  EXPECT_THAT(listed(linear(), "-1:"), ElementsAre("d", "c"));
  EXPECT_THAT(listed(linear(), "b:+1"), ElementsAre("c", "b"));
  EXPECT_THAT(listed(linear(), "current:+1", {"a"}), ElementsAre("b", "a"));
  EXPECT_THAT(listed(linear(), ":head-2"), ElementsAre("b", "a"));
}

TEST(History, CountsDownFromEachHead) {
  EXPECT_THAT(listed(graph({{"a"}, {"b", "->a"}, {"c", "->b"}, {"x"}}), "-1:"),
              ElementsAre("x", "c", "b"));
}

TEST(History, CountsNoFurtherThanItGoes) {
  EXPECT_THAT(listed(linear(), "-99:b"), ElementsAre("b", "a"));
  EXPECT_THAT(listed(linear(), "c:+99"), ElementsAre("d", "c"));
  EXPECT_THAT(listed(linear(), "c:head+1"), ElementsAre("d", "c"));
}

TEST(History, KeepsToABranch) {
  EXPECT_THAT(listed(branched(), "left@base:heads"), ElementsAre("c1", "b1", "a"));
  EXPECT_THAT(listed(branched(), ":right@head"), ElementsAre("b2", "a"));
}

TEST(History, LeavesOutWhatOnlyOtherBranchesNeed) {
  // Reached from heads through a dependency only: Alembic ends in a traceback here.
  EXPECT_THAT(
      listed(docs_graph(), "1975ea83b712:heads"),
      ElementsAre("d747a8a8879", "27c6a30d7c24", "55af2cb1c267", "ae1027a6acf1", "1975ea83b712"));
}

TEST(History, RefusesWhatIsNotARange) {
  EXPECT_EQ(history_error(linear(), "a"),
            "History range requires [start]:[end], [start]:, or :[end], but there is no ':' in "
            "'a'.");
  EXPECT_THAT(history_error(linear(), "a:b:c"), HasSubstr("exactly one ':'"));
}

TEST(History, RefusesAStartThatIsNotAnAncestorOfTheEnd) {
  EXPECT_EQ(history_error(branched(), "b2:c1"),
            "Requested range b2:c1 does not refer to ancestor/descendant revisions along the same "
            "branch.");
  EXPECT_THAT(history_error(linear(), "c:b"), HasSubstr("Requested range c:b does not refer"));
  EXPECT_THAT(history_error(branched(), "current:left@head", {"b2"}),
              HasSubstr("Requested range current:left@head"));
}

TEST(History, RefusesToCountFromSeveralRevisionsOrTheWrongWay) {
  EXPECT_EQ(history_error(branched(), "current:+1", {"b2", "c1"}),
            "'+1' must count from one revision, but the other end of the range is b2 (right) and "
            "c1 (left).");
  EXPECT_THAT(history_error(linear(), "+1:"), HasSubstr("Relative revision +1 didn't"));
  EXPECT_THAT(history_error(linear(), ":-1"), HasSubstr("Relative revision -1 didn't"));
  EXPECT_THAT(history_error(linear(), "-1:+1"), HasSubstr("counts from where the database is"));
  EXPECT_THAT(history_error(linear(), ":head-99"), HasSubstr("Walked too far: 'head-99'"));
}

TEST(AllCurrent, IsTheRows) {
  const auto map = branched();
  EXPECT_THAT(ids(map, all_current(map, {"c1", "b2"})), ElementsAre("b2", "c1"));
  EXPECT_THAT(all_current(map, {}), IsEmpty());
}

TEST(AllCurrent, AddsTheTipsThatOthersDependOn) {
  const auto map = docs_graph();
  EXPECT_THAT(ids(map, all_current(map, {"2a95102259be", "d747a8a8879"})),
              ElementsAre("d747a8a8879", "55af2cb1c267", "2a95102259be"));
}

TEST(BranchPoints, AreThoseWithSeveralChildren) {
  const auto map = docs_graph();
  EXPECT_THAT(ids(map, branch_points(map)), ElementsAre("1975ea83b712"));
}

}  // namespace
}  // namespace fz
