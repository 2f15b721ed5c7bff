#include "tests/revision/graph.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

// What cannot be planned ends in one sentence that says what was meant and what exists.

namespace fz {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const auto linear = [] { return graph({{"aaaa1"}, {"bbbb2", "->aaaa1"}, {"cccc3", "->bbbb2"}}); };
const auto branched = [] {
  return graph({{"aaaa1"},
                {"bbbb1", "->aaaa1", "#left"},
                {"bbbb2", "->aaaa1", "#right"},
                {"bbbb3", "->bbbb1"}});
};
const auto merged = [] { return graph({{"a"}, {"b1", "->a"}, {"b2", "->a"}, {"m", "->b1,b2"}}); };

std::string upgrade_error(const revision_map& map, const rows& before, std::string_view target) {
  return sentence_of([&] { up(map, before, target); });
}

std::string downgrade_error(const revision_map& map, const rows& before, std::string_view target) {
  return sentence_of([&] { down(map, before, target); });
}

TEST(PlanError, UnknownRevisionSuggestsTheNearest) {
  EXPECT_EQ(upgrade_error(linear(), {}, "bbbb3"),
            "Can't locate revision identified by 'bbbb3' (did you mean 'bbbb2'?).");
  EXPECT_EQ(upgrade_error(graph({}), {}, "x"),
            "Can't locate revision identified by 'x'; there are no revisions yet.");
}

TEST(PlanError, AmbiguousBeginningListsTheCandidates) {
  EXPECT_EQ(upgrade_error(branched(), {}, "bb"),
            "Multiple revisions start with 'bb': 'bbbb1', 'bbbb2' and 'bbbb3'; write more of the "
            "one you mean.");
}

TEST(PlanError, AmbiguousBeginningIsFineIfABranchTellsThemApart) {
  EXPECT_EQ(upgrade_error(branched(), {}, "right@bb"), "no error");
}

TEST(PlanError, ShortIdsAreNotFoundByTheirBeginning) {
  EXPECT_THAT(upgrade_error(merged(), {}, "b"), StartsWith("Can't locate revision"));
}

TEST(PlanError, SeveralHeads) {
  EXPECT_EQ(upgrade_error(branched(), {}, "head"),
            "Multiple head revisions are present for given argument 'head'; please specify a "
            "specific target revision, '<branchname>@head' to narrow to a specific head, or "
            "'heads' for all heads. The heads are bbbb2 (right) and bbbb3 (left).");
  EXPECT_EQ(upgrade_error(branched(), {}, "aaaa1@head"),
            "Multiple head revisions are present for given argument 'aaaa1@head'; please specify "
            "a specific target revision, or 'aaaa1@heads' for all heads of the branch. The heads "
            "are bbbb2 (right) and bbbb3 (left).");
}

TEST(PlanError, AHeadThatOthersDependOnCountsAsAHead) {
  EXPECT_THAT(upgrade_error(graph({{"a"}, {"b", "=>a"}}), {}, "head"),
              HasSubstr("The heads are a and b."));
}

TEST(PlanError, UnknownBranch) {
  EXPECT_EQ(upgrade_error(branched(), {}, "lift@head"),
            "No such branch: 'lift' (did you mean 'left'?); the labels are left and right.");
  EXPECT_EQ(upgrade_error(linear(), {}, "heads@head"),
            "No such branch: 'heads'; no revision has a branch label.");
  EXPECT_THAT(downgrade_error(linear(), {"aaaa1"}, "nosuch@base"),
              StartsWith("No such branch: 'nosuch'"));
}

TEST(PlanError, RevisionOutsideTheBranch) {
  EXPECT_EQ(upgrade_error(branched(), {}, "left@bbbb2"),
            "Revision bbbb2 is not a member of branch 'left'.");
}

TEST(PlanError, UpgradeBeyondTheHistory) {
  EXPECT_EQ(upgrade_error(linear(), {"cccc3"}, "+1"),
            "Relative revision +1 didn't produce 1 migrations.");
  EXPECT_EQ(upgrade_error(linear(), {"aaaa1"}, "-1"),
            "Relative revision -1 didn't produce 1 migrations.");
  EXPECT_EQ(upgrade_error(linear(), {}, "+0"), "Relative revision +0 didn't produce 0 migrations.");
  EXPECT_EQ(upgrade_error(linear(), {}, "head+1"),
            "Walked too far: 'head+1' lies above the head of the history.");
  EXPECT_EQ(upgrade_error(linear(), {}, "head-9"),
            "Walked too far: 'head-9' lies below the base of the history.");
}

TEST(PlanError, UpgradeFromSeveralRows) {
  EXPECT_EQ(upgrade_error(branched(), {"bbbb1", "bbbb2"}, "+1"),
            "Ambiguous upgrade from multiple current revisions: '+1' could start from bbbb1 (left) "
            "and bbbb2 (right); name the revision, or its branch as in BRANCH@+1.");
}

TEST(PlanError, UpgradeAtABranchPoint) {
  EXPECT_EQ(upgrade_error(branched(), {"aaaa1"}, "+1"),
            "Ambiguous walk: '+1' could go on from aaaa1 to bbbb1 (left) and bbbb2 (right); name "
            "the revision, or its branch as in BRANCH@+1.");
}

TEST(PlanError, WalkDownFromAMerge) {
  EXPECT_EQ(upgrade_error(merged(), {}, "m-1"),
            "Ambiguous walk: 'm-1' could go on from the merge m to b1 and b2; name the revision.");
}

TEST(PlanError, DowngradeUpwards) {
  EXPECT_EQ(downgrade_error(linear(), {"aaaa1"}, "+1"),
            "Relative revision +1 didn't produce 1 migrations.");
  EXPECT_EQ(downgrade_error(linear(), {"aaaa1"}, "cccc3"),
            "Destination 'cccc3' is not a valid downgrade target from current head(s): it is not "
            "applied.");
}

TEST(PlanError, DowngradeToADependencyOfWhatIsApplied) {
  EXPECT_EQ(downgrade_error(graph({{"a"}, {"b", "=>a"}}), {"b"}, "a"),
            "Destination 'a' is not a valid downgrade target from current head(s): nothing above "
            "it in its branch is applied.");
}

TEST(PlanError, DowngradeBelowTheBase) {
  EXPECT_EQ(downgrade_error(linear(), {"bbbb2"}, "-3"),
            "Relative revision -3 didn't produce 3 migrations.");
  EXPECT_EQ(downgrade_error(linear(), {}, "-1"),
            "Relative revision -1 didn't produce 1 migrations.");
  EXPECT_EQ(downgrade_error(linear(), {"bbbb2"}, "base-1"),
            "Walked too far: 'base-1' lies below the base of the history.");
}

TEST(PlanError, DowngradeFromSeveralRows) {
  EXPECT_EQ(downgrade_error(branched(), {"bbbb2", "bbbb3"}, "-1"),
            "'-1' is ambiguous: the database is at 2 revisions, bbbb2 (right) and bbbb3 (left); "
            "name the revision to go down to, or one branch as in bbbb2@-1.");
}

TEST(PlanError, DowngradeThroughAMerge) {
  EXPECT_EQ(downgrade_error(merged(), {"m"}, "-2"),
            "'-2' is ambiguous: below the merge m there are 2 revisions, b1 and b2; -1 undoes the "
            "merge, or name the revision to go down to.");
}

TEST(PlanError, DowngradeOfABranchThatIsNotApplied) {
  EXPECT_EQ(downgrade_error(branched(), {"bbbb2"}, "left@-1"),
            "'left@-1' has nothing to go down from: branch 'left' is not applied, or other "
            "branches go on from it.");
}

TEST(PlanError, DowngradeToSeveralRevisions) {
  EXPECT_EQ(downgrade_error(branched(), {"bbbb2"}, "heads"),
            "One revision is expected, but 'heads' stands for 2: bbbb2 (right) and bbbb3 (left).");
}

TEST(PlanError, DowngradeAlongABranchThatDoesNotPassTheTarget) {
  const auto map = graph({{"a"}, {"b1", "->a"}, {"b2", "->a"}, {"x", "#other"}});
  EXPECT_EQ(downgrade_error(map, {"b1", "b2"}, "other@a"),
            "'other@a' is not a valid downgrade target from current head(s): branch 'other' does "
            "not go through what stands above it.");
}

TEST(PlanError, UnknownRowNamesTheWaysOut) {
  const auto map = linear();
  try {
    make_plan(map, {"lost"}, direction::upgrade, "head", "app_version");
    FAIL();
  } catch (const error& e) {
    EXPECT_STREQ(e.what(),
                 "Can't locate revision identified by 'lost': version table 'app_version' has "
                 "this row, but no revision file declares it.");
    EXPECT_EQ(e.remedy().what, remedy::action::correct_version_table);
  }
  EXPECT_THAT(downgrade_error(linear(), {"lost"}, "base"), HasSubstr("'lost'"));
}

TEST(PlanError, ARowIsNeverTakenForABeginning) {
  EXPECT_THAT(upgrade_error(linear(), {"cccc"}, "head"), HasSubstr("'cccc'"));
  EXPECT_THAT(upgrade_error(linear(), {"head"}, "head"), HasSubstr("'head'"));
}

TEST(PlanError, AnIdLongerThanTheColumn) {
  const std::string fits(32, 'x');
  EXPECT_EQ(upgrade_error(graph({{fits}}), {}, "head"), "no error");
  const std::string longer(33, 'x');
  const std::string sentence =
      "Revision id '" + longer +
      "' has 33 characters, but the version table holds 32; give the revision a shorter id.";
  EXPECT_EQ(upgrade_error(graph({{longer}}), {}, "head"), sentence);
  EXPECT_EQ(sentence_of([&] { stamp(graph({{longer}}), {}, {"head"}); }), sentence);
  EXPECT_EQ(downgrade_error(graph({{longer}}), {longer}, "base"), "no error");
}

TEST(PlanError, CountsCharactersNotBytes) {
  std::string umlauts;
  for (int i = 0; i < 32; ++i) umlauts += "ä";
  EXPECT_EQ(upgrade_error(graph({{umlauts}}), {}, "head"), "no error");
}

}  // namespace
}  // namespace fz
