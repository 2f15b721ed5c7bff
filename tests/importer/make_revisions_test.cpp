#include "core/importer/make_revisions.hpp"

#include "core/util/error.hpp"

#include <gtest/gtest.h>

namespace fz::importer {
namespace {

using names = std::vector<std::string>;

origin_migration migration(const std::string& version, const std::string& sql,
                           const std::string& checksum = "c") {
  origin_migration made{version, "m " + version};
  made.file = version + ".sql";
  made.checksum = checksum;
  made.upgrades.push_back({sql, {made.file, 1, 1}});
  return made;
}

migration_folder folder_of(tool from, std::vector<origin_migration> migrations) {
  return {from, "/there", std::move(migrations)};
}

/// The project with what was made of a folder.
destination project_with(const made_project& made) {
  destination project;
  for (const made_revision& each : made.revisions) {
    project.revisions.push_back({each.declared.id, each.origin});
    project.heads = {each.declared.id};
  }
  return project;
}

made_project make(const migration_folder& folder, const destination& into = {}) {
  return make_revisions(folder, into, dialect::sqlite, {});
}

TEST(MakeRevisions, OneFollowsTheOther) {
  const made_project made =
      make(folder_of(tool::dbmate, {migration("1", "SELECT 1;"), migration("2", "SELECT 2;")}));
  ASSERT_EQ(made.revisions.size(), 2u);
  EXPECT_EQ(made.revisions[1].declared.down_revisions, names{"1"});
  EXPECT_EQ(made.revisions[1].declared.file, "2_m_2.sql");
}

TEST(MakeRevisions, ASecondImportAddsTheNewOnesAlone) {
  migration_folder folder = folder_of(tool::dbmate, {migration("1", "SELECT 1;")});
  const destination project = project_with(make(folder));
  folder.migrations.push_back(migration("2", "SELECT 2;"));
  const made_project made = make(folder, project);
  ASSERT_EQ(made.revisions.size(), 1u);
  EXPECT_EQ(made.already_there, 1u);
  EXPECT_EQ(made.revisions[0].declared.down_revisions, names{"1"});
  EXPECT_TRUE(make(folder, project_with(make(folder))).revisions.empty());
}

TEST(MakeRevisions, AProjectOfSqitchIsABranchBesideAnother) {
  migration_folder accounts = folder_of(tool::sqitch, {migration("accounts:users", "SELECT 1;")});
  accounts.project = "accounts";
  accounts.migrations[0].wanted_id = "users";
  destination project = project_with(make(accounts));
  project.project_heads["accounts"] = {"users"};

  migration_folder shop = folder_of(tool::sqitch, {migration("shop:orders", "SELECT 1;")});
  shop.project = "shop";
  shop.migrations[0].wanted_id = "orders";
  shop.migrations[0].depends_on = {"accounts:users@v1", "stock:items"};
  const made_project made = make(shop, project);
  ASSERT_EQ(made.revisions.size(), 1u);
  EXPECT_EQ(made.revisions[0].declared.down_revisions, names{});
  EXPECT_EQ(made.revisions[0].declared.depends_on, names{"users"});
  EXPECT_EQ(made.revisions[0].remarks.front().sentence,
            "It requires 'stock:items' of another project, which has not been imported; see that "
            "it is there before.");
  EXPECT_TRUE(made.remarks.empty());

  accounts.migrations.push_back(migration("accounts:more", "SELECT 2;"));
  project.heads = {"users", "orders"};
  EXPECT_EQ(make(accounts, project).revisions.at(0).declared.down_revisions, names{"users"});
}

TEST(MakeRevisions, AChangeThatWasReworkedSinceThenIsStillKnown) {
  migration_folder folder = folder_of(tool::sqitch, {migration("p:a", "SELECT 1;", "one")});
  folder.project = "p";
  const destination project = project_with(make(folder));
  folder.migrations[0].version = "p:a@v1";
  folder.migrations.push_back(migration("p:a", "SELECT 2;", "two"));
  const made_project again = make(folder, project);
  ASSERT_EQ(again.revisions.size(), 1u);
  EXPECT_EQ(again.already_there, 1u);
  EXPECT_TRUE(again.remarks.empty());
  EXPECT_EQ(again.revisions[0].origin.checksum, "two");
  EXPECT_EQ(again.revisions[0].declared.down_revisions, names{project.revisions[0].id});

  destination both = project;
  both.revisions.push_back({again.revisions[0].declared.id, again.revisions[0].origin});
  const made_project third = make(folder, both);
  EXPECT_TRUE(third.revisions.empty());
  EXPECT_TRUE(third.remarks.empty());
}

TEST(MakeRevisions, ReportsFilesThatChangedOrDisappearedSince) {
  const destination project = project_with(make(
      folder_of(tool::dbmate, {migration("1", "SELECT 1;", "old"), migration("2", "SELECT 2;")})));
  const made_project made =
      make(folder_of(tool::dbmate, {migration("1", "SELECT 3;", "new")}), project);
  ASSERT_EQ(made.remarks.size(), 2u);
  EXPECT_NE(made.remarks[0].sentence.find("has changed since revision 1"), std::string::npos);
  EXPECT_NE(made.remarks[1].sentence.find("no longer there"), std::string::npos);
}

TEST(MakeRevisions, ReportsALateMigration) {
  const destination project =
      project_with(make(folder_of(tool::dbmate, {migration("2", "SELECT 2;")})));
  const made_project made = make(
      folder_of(tool::dbmate, {migration("1", "SELECT 1;"), migration("2", "SELECT 2;")}), project);
  ASSERT_EQ(made.revisions.size(), 1u);
  EXPECT_EQ(made.revisions[0].declared.down_revisions, names{"2"});
  EXPECT_EQ(made.remarks.size(), 1u);
}

TEST(MakeRevisions, AChangedRepeatableScriptIsANewRevision) {
  migration_folder folder = folder_of(tool::flyway, {migration("R__v", "SELECT 1;", "1")});
  const destination project = project_with(make(folder));
  folder.migrations[0].checksum = "2";
  const made_project made = make(folder, project);
  ASSERT_EQ(made.revisions.size(), 1u);
  EXPECT_NE(made.revisions[0].declared.id, "R__v");
}

TEST(MakeRevisions, WhatWouldNotRunIsToBeDoneByHand) {
  const made_project made =
      make(folder_of(tool::dbmate, {migration("1",
                                              "CREATE TRIGGER a AFTER INSERT ON t BEGIN "
                                              "SELECT 1;")}));
  EXPECT_TRUE(made.needs_hand());
  EXPECT_NE(made.revisions[0].text.find("\n-- fz:upgrade\n-- fz:todo It would not run as it is: "),
            std::string::npos);
}

TEST(MakeRevisions, SeveralHeadsAreRefused) {
  destination project;
  project.revisions = {{"a", {}}, {"b", {}}};
  project.heads = {"a", "b"};
  EXPECT_THROW(make(folder_of(tool::dbmate, {migration("1", "SELECT 1;")}), project), error);
}

TEST(MakeRevisions, NamesEveryFileThatCannotBeRead) {
  try {
    make(folder_of(tool::dbmate, {migration("1", "SELECT 'a"), migration("2", "SELECT \"b")}));
    FAIL();
  } catch (const error& e) {
    const std::string sentence = e.what();
    EXPECT_NE(sentence.find("1.sql:1:8"), std::string::npos);
    EXPECT_NE(sentence.find("\n2.sql:1:8"), std::string::npos);
  }
}

}  // namespace
}  // namespace fz::importer
