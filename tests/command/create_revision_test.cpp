#include "core/command/create_revision.hpp"

#include "tests/command/written_project.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using command::revision_options;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

revision_options with_id(const std::string& id) {
  revision_options options;
  options.draft.rev_id = id;
  return options;
}

TEST(Revision, TheFirstIsABase) {
  written_project p;
  revision_options options;
  options.draft.message = "Make users";
  const revision written = p.write(options);
  EXPECT_THAT(written.id, MatchesRegex("[0-9a-f]{12}"));
  EXPECT_THAT(written.down_revisions, IsEmpty());
  EXPECT_EQ(written.file, (p.versions() / (written.id + "_make_users.sql")).string());
  const revision_map map = p.map();
  ASSERT_EQ(map.size(), 1u);
  EXPECT_EQ(map[0].message, "Make users");
  EXPECT_EQ(map[0].create_date, written.create_date);
}

TEST(Revision, FollowsTheHead) {
  written_project p;
  const std::string first = p.write(revision_options()).id;
  const std::string second = p.write(revision_options()).id;
  EXPECT_NE(first, second);
  EXPECT_THAT(p.write(revision_options()).down_revisions, ElementsAre(second));
}

TEST(Revision, WithoutAMessageIsAlembicsEmptyMessage) {
  written_project p;
  const revision written = p.write(with_id("aaaaaaaaaaaa"));
  EXPECT_EQ(written.message, "empty message");
  EXPECT_EQ(written.file, (p.versions() / "aaaaaaaaaaaa_.sql").string());
}

TEST(Revision, CreateDateMayBeGiven) {
  written_project p;
  p.ctx.config.alembic.file_template = "{year}{month}{day}";
  revision_options options;
  options.draft.create_date = std::chrono::sys_seconds(std::chrono::seconds(1717279389));
  const revision written = p.write(options);
  EXPECT_EQ(written.create_date, "2024-06-01T22:03:09Z");
  EXPECT_EQ(written.file, (p.versions() / "20240601.sql").string());
}

TEST(RevisionHead, MayBeBaseAPartOfAnIdOrABranch) {
  written_project p;
  p.add("aaaa1111", "", "-- branch_labels = \"shop\"\n");
  p.add("bbbb1111", "aaaa1111");
  p.add("cccc1111", "");
  const auto parents = [&](const std::string& head) {
    revision_options options;
    options.head = head;
    const revision written = p.write(options);
    std::filesystem::remove(written.file);
    return written.down_revisions;
  };
  EXPECT_THAT(parents("base"), IsEmpty());
  EXPECT_THAT(parents("bbb"), ElementsAre("bbbb1111"));
  EXPECT_THAT(parents("shop@head"), ElementsAre("bbbb1111"));
  EXPECT_THAT(parents("aaaa1111+1"), ElementsAre("bbbb1111"));
  EXPECT_THAT(parents("shop@heads"), ElementsAre("bbbb1111"));
}

TEST(RevisionHead, OfSeveralMustBeNamed) {
  written_project p;
  p.add("aaaa1111", "");
  p.add("bbbb1111", "", "-- depends_on = \"aaaa1111\"\n");
  for (const char* head : {"head", "aaaa@head"}) {
    revision_options options;
    options.head = head;
    if (options.head == "aaaa@head") {
      p.add("cccc1111", "aaaa1111");
      p.add("dddd1111", "aaaa1111");
    }
    EXPECT_THAT(p.refusal(options),
                AllOf(HasSubstr("Multiple heads are present; please specify the head revision on "
                                "which the new revision should be based, or perform a merge."),
                      HasSubstr("1111 and ")));
  }
}

TEST(RevisionHead, ThatIsNotAHeadNeedsSplice) {
  written_project p;
  p.add("aaaa1111", "");
  p.add("bbbb1111", "aaaa1111");
  revision_options options;
  options.head = "aaaa";
  EXPECT_THAT(p.refusal(options),
              HasSubstr("Revision aaaa1111 is not a head revision. Heads: bbbb1111."));
  options.draft.splice = true;
  EXPECT_THAT(p.write(options).down_revisions, ElementsAre("aaaa1111"));
}

TEST(RevisionHead, WhatDoesNotExistIsRefused) {
  written_project p;
  p.add("aaaa1111", "");
  for (const char* head : {"zzzz", "shop@head", "+1", "-1", "aaaa+1", "a:b", "", "current@head"}) {
    revision_options options;
    options.head = head;
    EXPECT_NE(p.refusal(options), "") << head;
  }
}

TEST(RevisionId, ThatCouldNotBeReadIsRefused) {
  written_project p;
  p.add("aaaa1111", "", "-- branch_labels = \"shop\"\n");
  EXPECT_THAT(p.refusal(with_id("aaaa1111")),
              AllOf(HasSubstr("Revision 'aaaa1111' exists already"), HasSubstr("aaaa1111.sql:2")));
  EXPECT_THAT(p.refusal(with_id("shop")), HasSubstr("already a branch label"));
  EXPECT_THAT(p.refusal(with_id("head")), HasSubstr("reserved"));
  for (const char* id : {"heads", "base", "a-b", "a@b", "a+b", "a:b", "a b", "", "a\nb", "../a",
                         "a/b", ".a", "#a", "\xff"}) {
    EXPECT_NE(p.refusal(with_id(id)), "") << id;
  }
}

TEST(RevisionId, HasAtMostThirtyTwoCharacters) {
  written_project p;
  EXPECT_THAT(p.refusal(with_id(std::string(33, 'a'))), HasSubstr("has 33 characters"));
  EXPECT_EQ(p.write(with_id(std::string(32, 'a'))).id.size(), 32u);
}

TEST(RevisionLabel, IsWrittenOnce) {
  written_project p;
  revision_options options;
  options.draft.branch_labels = {"shop", "billing", "shop"};
  EXPECT_THAT(p.write(options).branch_labels, ElementsAre("shop", "billing"));
  EXPECT_TRUE(p.map().find_label("billing"));
}

TEST(RevisionLabel, ThatCouldNotBeReadIsRefused) {
  written_project p;
  p.add("aaaa1111", "", "-- branch_labels = \"shop\"\n");
  const auto refusal = [&](const std::string& label) {
    revision_options options = with_id("bbbb1111");
    options.draft.branch_labels = {label};
    return p.refusal(options);
  };
  EXPECT_THAT(refusal("shop"), HasSubstr("Branch label 'shop' is already used by revision "
                                         "aaaa1111"));
  EXPECT_THAT(refusal("aaaa1111"), HasSubstr("already the id of a revision"));
  EXPECT_THAT(refusal("bbbb1111"), HasSubstr("already the id of a revision"));
  for (const char* label : {"head", "base", "heads", "a-b", "a b", ""}) {
    EXPECT_NE(refusal(label), "") << label;
  }
}

TEST(RevisionDependsOn, IdsAreWrittenWholeAndLabelsStayLabels) {
  written_project p;
  p.add("aaaa1111", "", "-- branch_labels = \"shop\"\n");
  p.add("bbbb1111", "");
  revision_options options;
  options.head = "base";
  options.draft.depends_on = {"bbbb", "shop", "shop@head", "bbbb1111"};
  EXPECT_THAT(p.write(options).depends_on, ElementsAre("bbbb1111", "shop", "aaaa1111"));
}

TEST(RevisionDependsOn, WhatDoesNotExistIsRefused) {
  written_project p;
  p.add("aaaa1111", "");
  p.add("bbbb1111", "");
  for (const char* name : {"zzzz", "base", "heads", "+1", ""}) {
    revision_options options;
    options.head = "aaaa";
    options.draft.depends_on = {name};
    EXPECT_NE(p.refusal(options), "") << name;
  }
}

TEST(RevisionFolder, IsThatOfTheRevisionBefore) {
  written_project p;
  const auto shop = p.add_location("shop");
  p.add("aaaa1111", "");
  p.add_in(shop, "bbbb1111", "");
  revision_options options;
  options.head = "bbbb";
  EXPECT_EQ(std::filesystem::path(p.write(options).file).parent_path(), shop);
}

TEST(RevisionFolder, OfABaseMustBeNamedIfThereAreSeveral) {
  written_project p;
  const auto shop = p.add_location("shop");
  std::filesystem::create_directory(shop);
  revision_options options;
  options.head = "base";
  EXPECT_THAT(p.refusal(options),
              AllOf(HasSubstr("Multiple version locations present: "), HasSubstr(shop.string())));
  options.draft.version_path = shop / "";
  EXPECT_EQ(std::filesystem::path(p.write(options).file).parent_path(), shop);
}

TEST(RevisionFolder, ThatIsNotConfiguredIsRefused) {
  written_project p;
  revision_options options;
  options.draft.version_path = p.folder.path() / "elsewhere";
  EXPECT_THAT(p.refusal(options),
              AllOf(HasSubstr("is not represented in current version locations"),
                    HasSubstr(p.versions().string())));
}

TEST(RevisionFolder, IsMadeIfItIsConfiguredAndMissing) {
  written_project p;
  revision_options options = with_id("a-b");
  options.draft.version_path = p.add_location("shop");
  EXPECT_NE(p.refusal(options), "");  // and goes away again
  options.draft.rev_id = "aaaa1111";
  p.write(options);
  EXPECT_TRUE(std::filesystem::exists(p.folder.path() / "shop" / "aaaa1111_.sql"));
}

TEST(RevisionFile, IsNeverOverwritten) {
  written_project p;
  p.ctx.config.alembic.file_template = "{slug}";
  revision_options options;
  options.draft.message = "same";
  p.write(options);
  EXPECT_THAT(p.refusal(options), HasSubstr("File exists"));
}

TEST(RevisionFile, FollowsTheProjectsOwnTemplate) {
  written_project p;
  const auto file = p.folder.path() / "migrations" / "script.sql.template";
  write_file(file, "{front_matter}\n-- Owner: us\n-- fz:upgrade\n", existing_file::refuse);
  EXPECT_THAT(read_file(p.write(revision_options()).file), HasSubstr("-- +++\n-- Owner: us\n"));
  write_file(file, "{front_matter}\n-- {onwer}\n-- fz:upgrade\n", existing_file::replace);
  EXPECT_THAT(p.refusal(revision_options()), HasSubstr("script.sql.template:2:4"));
}

TEST(RevisionFile, IsNotWrittenBesideOneThatIsBroken) {
  written_project p;
  write_file(p.versions() / "broken.sql", "SELECT 1;", existing_file::refuse);
  EXPECT_THAT(p.refusal(revision_options()), HasSubstr("broken.sql"));
}

}  // namespace
}  // namespace fz
