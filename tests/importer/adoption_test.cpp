#include "core/importer/adoption.hpp"

#include <gtest/gtest.h>

namespace fz::importer {
namespace {

using ids = std::vector<std::string>;

/// A chain of imported revisions; each is its version, or version:checksum.
struct project {
  std::vector<existing_revision> revisions;
  revision_map map;

  project(tool from, const ids& versions) : map(declare(from, versions, revisions)) {}

  static std::vector<revision> declare(tool from, const ids& versions,
                                       std::vector<existing_revision>& revisions) {
    std::vector<revision> declared;
    for (const std::string& each : versions) {
      // A version of sqitch has a colon of its own, and no checksum.
      const std::size_t colon = from == tool::sqitch ? each.npos : each.find(':');
      const std::string version = each.substr(0, colon);
      const std::string checksum = colon == each.npos ? "" : each.substr(colon + 1);
      const std::string id = "r" + std::to_string(revisions.size() + 1);
      revisions.push_back({id, origin_line{from, version, checksum, version + ".sql"}});
      revision& added = declared.emplace_back();
      added.id = id;
      if (declared.size() > 1) added.down_revisions = {declared[declared.size() - 2].id};
    }
    return declared;
  }
};

old_state state_of(tool from, std::vector<applied_row> rows) {
  return {from, "the_table", "the_table", std::move(rows), from == tool::golang_migrate};
}

adoption plan(tool from, const ids& versions, std::vector<applied_row> rows) {
  const project p(from, versions);
  return plan_adoption(state_of(from, std::move(rows)), p.map, p.revisions);
}

TEST(Adoption, StampsTheLastOfWhatIsApplied) {
  const adoption found = plan(tool::dbmate, {"1", "2", "3"}, {{"1"}, {"2"}});
  EXPECT_TRUE(found.problems.empty());
  EXPECT_EQ(found.heads, ids{"r2"});
  EXPECT_EQ(found.pending, ids{"r3"});
}

TEST(Adoption, AnEmptyTableIsBase) {
  const adoption found = plan(tool::goose, {"1"}, {});
  EXPECT_TRUE(found.problems.empty());
  EXPECT_TRUE(found.heads.empty());
}

TEST(Adoption, APositionCountsForAllBeforeIt) {
  EXPECT_EQ(plan(tool::golang_migrate, {"1", "5", "10"}, {{"5"}}).heads, ids{"r2"});
  EXPECT_EQ(plan(tool::golang_migrate, {"1", "5"}, {{"7"}}).problems,
            ids{"the_table has version '7', of which there is no revision."});
}

TEST(Adoption, RefusesADirtyDatabase) {
  const project p(tool::golang_migrate, {"1"});
  old_state state = state_of(tool::golang_migrate, {{"1"}});
  state.is_dirty = true;
  EXPECT_EQ(plan_adoption(state, p.map, p.revisions).problems,
            ids{"the_table says that a migration stopped half-way (dirty)."});
}

TEST(Adoption, RefusesHolesAndNamesThem) {
  EXPECT_EQ(plan(tool::dbmate, {"1", "2", "3"}, {{"1"}, {"3"}}).problems,
            ids{"Revision r2 is not applied, but r3, which comes after it, is."});
}

TEST(Adoption, RefusesWhatIsUnknownFailedOrChanged) {
  const adoption found =
      plan(tool::sqlx, {"1:aa", "2:bb"}, {{"1", "xx"}, {"2", "bb", false}, {"9", "cc"}});
  EXPECT_EQ(found.problems,
            (ids{"Version '1' was applied with another content than '1.sql' had when it was "
                 "imported.",
                 "the_table says that version '2' failed.",
                 "the_table has version '9', of which there is no revision."}));
}

TEST(Adoption, ABaselineCountsForAllUpToItsVersion) {
  const adoption found =
      plan(tool::flyway, {"1", "1.9", "1.10", "2"}, {{"1.9", "", true, true}, {"1.10", ""}});
  EXPECT_TRUE(found.problems.empty());
  EXPECT_EQ(found.heads, ids{"r3"});
}

TEST(Adoption, ARepeatableScriptRunsAgainAfterWhatIsPending) {
  const adoption found = plan(tool::flyway, {"1", "2", "R__v:5"}, {{"1"}, {"R__v", "5"}});
  EXPECT_TRUE(found.problems.empty());
  EXPECT_EQ(found.heads, ids{"r1"});
  EXPECT_EQ(found.pending, (ids{"r2", "r3"}));
  EXPECT_EQ(found.notes.size(), 1u);
}

TEST(Adoption, ARepeatableScriptHasARevisionForEachContent) {
  EXPECT_EQ(plan(tool::flyway, {"1", "R__v:5", "R__v:6"}, {{"1"}, {"R__v", "5"}}).heads, ids{"r2"});
}

TEST(Adoption, InstancesOfAReworkedChangeComeInTheirOrder) {
  EXPECT_EQ(plan(tool::sqitch, {"a@v1", "b", "a"}, {{"a"}, {"b"}}).heads, ids{"r2"});
  EXPECT_EQ(plan(tool::sqitch, {"a@v1", "b", "a"}, {{"a"}, {"b"}, {"a"}}).heads, ids{"r3"});
  EXPECT_EQ(plan(tool::sqitch, {"a"}, {{"a"}, {"a"}}).problems.size(), 1u);
}

TEST(Adoption, ProjectsOfOneRegistryAreToldApart) {
  const adoption found = plan(tool::sqitch, {"p:a", "p:b"}, {{"q:a"}, {"p:a"}, {"q:x"}});
  EXPECT_TRUE(found.problems.empty());
  EXPECT_EQ(found.heads, ids{"r1"});
  EXPECT_EQ(found.notes, ids{"the_table also has the project 'q', which was not imported."});
  EXPECT_TRUE(found.has_other_projects);
}

TEST(Adoption, NeedsRevisionsOfThatTool) {
  const project p(tool::goose, {"1"});
  EXPECT_EQ(plan_adoption(state_of(tool::dbmate, {}), p.map, p.revisions).problems,
            ids{"No revision of the project was imported from dbmate."});
}

}  // namespace
}  // namespace fz::importer
