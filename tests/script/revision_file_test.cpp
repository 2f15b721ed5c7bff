#include "core/script/revision_file.hpp"

#include "core/script/front_matter.hpp"
#include "core/script/front_matter_fields.hpp"
#include "core/script/front_matter_text.hpp"
#include "core/script/sql_file.hpp"
#include "core/util/error.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using namespace std::chrono;
using testing::AllOf;
using testing::HasSubstr;

new_revision add_a_column() {
  new_revision made;
  made.declared.id = "ae1027a6acf1";
  made.declared.down_revisions = {"1975ea83b712"};
  made.declared.message = "Add a column";
  made.declared.create_date = "2024-06-01T22:03:09Z";
  made.declared.file = "/app/versions/ae1027a6acf1_add_a_column.sql";
  made.title = made.declared.message;
  made.moment = sys_days(2024y / 6 / 1) + 22h + 3min + 9s;
  return made;
}

revision_template own() { return read_revision_template("/nowhere"); }

revision_template of_the_user(const std::string& text) { return {text, "script.sql.template"}; }

std::string text_of(const new_revision& made, const revision_template& from = own()) {
  return revision_file_text(made, from, {});
}

revision read_back(const std::string& text) {
  const auto block = find_front_matter(text, "a.sql", text_extent::whole);
  return read_front_matter(text, *block, "a.sql");
}

std::string refusal(const new_revision& made, const revision_template& from = own()) {
  try {
    text_of(made, from);
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::script);
    return e.what();
  }
  ADD_FAILURE() << "nothing was refused";
  return "";
}

TEST(RevisionFile, IsWrittenAsTheFormatIsDocumented) {
  EXPECT_EQ(text_of(add_a_column()),
            R"(-- +++
-- revision = "ae1027a6acf1"
-- down_revision = "1975ea83b712"
-- branch_labels = []
-- depends_on = []
-- message = "Add a column"
-- create_date = 2024-06-01T22:03:09Z
-- +++

-- fz:upgrade
-- The statements that bring a database here from the revision before.

-- fz:downgrade
-- The statements that undo them. Without this section the revision cannot be undone.
)");
}

TEST(RevisionFile, ABaseAndAMergeAreToldByTheirParents) {
  new_revision made = add_a_column();
  made.declared.down_revisions = {};
  EXPECT_THAT(text_of(made), HasSubstr("-- down_revision = \"\"\n"));
  made.declared.down_revisions = {"a1", "b2"};
  made.declared.branch_labels = {"shop"};
  made.declared.depends_on = {"c3", "billing"};
  EXPECT_THAT(text_of(made), AllOf(HasSubstr("-- down_revision = [\"a1\", \"b2\"]\n"),
                                   HasSubstr("-- branch_labels = [\"shop\"]\n"),
                                   HasSubstr("-- depends_on = [\"c3\", \"billing\"]\n")));
}

TEST(RevisionFile, IsReadWithoutATomlParser) {
  const std::string text = front_matter_text(add_a_column().declared) + "\n";
  const auto block = find_front_matter(text, "a.sql", text_extent::whole);
  EXPECT_TRUE(read_plain_front_matter(text, *block).has_value());
}

TEST(RevisionFile, HasBothSectionsAndNoStatement) {
  const sql_script script = parse_sql_file(text_of(add_a_column()), "a.sql", dialect::sqlite);
  EXPECT_TRUE(script.upgrade->statements.empty());
  EXPECT_TRUE(script.downgrade->statements.empty());
}

TEST(RevisionFile, AnyMessageComesBackAsItWas) {
  for (const char* message :
       {"", "+++", "a \"quoted\" \\ word", "two\nlines", "tab\tand \x01\x7f", "-- fz:upgrade",
        "größer 東 🙂", "'''", "\"\"\"", "\r\n", "{rev}", "# no comment", "\u2028\u202e"}) {
    new_revision made = add_a_column();
    made.declared.message = message;
    EXPECT_EQ(read_back(text_of(made)).message, message);
  }
}

TEST(RevisionFile, AMessageThatIsNoTextIsRefused) {
  new_revision made = add_a_column();
  made.declared.message = "\xff";
  EXPECT_THAT(refusal(made), HasSubstr("Nothing was written."));
}

TEST(RevisionFile, NameIsTheIdAndTheSlugUnlessATemplateSaysOtherwise) {
  const new_revision made = add_a_column();
  EXPECT_EQ(revision_file_name(made, {}), "ae1027a6acf1_add_a_column.sql");
  EXPECT_EQ(revision_file_name(made, {.longest_slug = 7}), "ae1027a6acf1_add_a_.sql");
  EXPECT_EQ(revision_file_name(
                made, {"{year}_{month}_{day}_{hour}{minute}{second}-{epoch}-{rev}_{slug}"}),
            "2024_06_01_220309-1717279389-ae1027a6acf1_add_a_column.sql");
}

TEST(RevisionFile, NameFollowsTheTimeZone) {
  const new_revision made = add_a_column();
  EXPECT_EQ(revision_file_name(made, {"{day}_{hour}_{epoch}", 40, "Europe/Berlin"}),
            "02_00_1717279389.sql");
}

TEST(RevisionFile, NameWithoutAMessageEndsWithTheUnderscore) {
  new_revision made = add_a_column();
  made.title = "";
  EXPECT_EQ(revision_file_name(made, {}), "ae1027a6acf1_.sql");
}

TEST(RevisionFile, ANameThatWouldNotBeReadIsRefused) {
  for (const char* id : {"../x", ".hidden", "#a", "/etc/x"}) {
    new_revision made = add_a_column();
    made.declared.id = id;
    EXPECT_THROW(revision_file_name(made, {}), error) << id;
  }
  new_revision untitled = add_a_column();
  untitled.title = "";
  EXPECT_THROW(revision_file_name(untitled, {"{slug}"}), error);
}

TEST(RevisionFile, CreateDateIsUtc) {
  EXPECT_EQ(create_date_of(add_a_column().moment), "2024-06-01T22:03:09Z");
}

TEST(RevisionTemplate, OfTheUserIsFilledIn) {
  new_revision made = add_a_column();
  made.declared.branch_labels = {"shop"};
  made.declared.depends_on = {"c3", "d4"};
  const std::string text = text_of(made, of_the_user(R"({front_matter}
-- {message} ({year}): {down_revision} -> {up_revision}, {branch_labels}; {depends_on}

-- fz:upgrade
SET lock_timeout = '5s'; SELECT '{{rev}}', '{1}';
)"));
  EXPECT_THAT(
      text, HasSubstr("-- +++\n-- Add a column (2024): 1975ea83b712 -> ae1027a6acf1, shop; "
                      "c3, d4\n\n-- fz:upgrade\nSET lock_timeout = '5s'; SELECT '{rev}', '{1}';"));
  EXPECT_EQ(read_back(text).depends_on, made.declared.depends_on);
}

TEST(RevisionTemplate, AMessageOfSeveralLinesBringsNoSqlIntoTheFile) {
  new_revision made = add_a_column();
  made.declared.message = "harmless\nDROP TABLE users;";
  const std::string text =
      text_of(made, of_the_user("{front_matter}\n-- {message}\n-- fz:upgrade\n"));
  EXPECT_THAT(text, HasSubstr("-- harmless\n-- fz:upgrade"));
}

TEST(RevisionTemplate, MayServeOneDialectAlone) {
  text_of(add_a_column(), of_the_user("{front_matter}\n-- fz:upgrade postgresql\n"));
}

TEST(RevisionTemplate, MayHoldAFrontMatterOfItsOwn) {
  const std::string text = R"(-- +++
-- revision = "{rev}"  # ours
-- down_revision = "{down_revision}"
-- message = "{message}"
-- create_date = {create_date}
-- +++
-- fz:upgrade
)";
  EXPECT_EQ(read_back(text_of(add_a_column(), of_the_user(text))).id, "ae1027a6acf1");
  new_revision labelled = add_a_column();
  labelled.declared.branch_labels = {"shop"};
  EXPECT_THAT(refusal(labelled, of_the_user(text)),
              AllOf(HasSubstr("script.sql.template: "), HasSubstr("'branch_labels'")));
}

TEST(RevisionTemplate, WhatCouldNotBeReadIsRefused) {
  const new_revision made = add_a_column();
  EXPECT_THAT(refusal(made, of_the_user("-- fz:upgrade\n")), HasSubstr("front matter"));
  EXPECT_THAT(refusal(made, of_the_user("{front_matter}\n")), HasSubstr("no upgrade section"));
  EXPECT_THAT(refusal(made, of_the_user("{front_matter}\n-- fz:upgrad\n")), HasSubstr("upgrad"));
  EXPECT_THAT(refusal(made, of_the_user("{front_matter}\nSELECT 1;\n-- fz:upgrade\n")),
              HasSubstr("before the first section"));
  EXPECT_THAT(refusal(made, of_the_user("{front_matter}\n-- {mesage}\n-- fz:upgrade\n")),
              HasSubstr("script.sql.template:2:4: Unknown token '{mesage}'"));
}

}  // namespace
}  // namespace fz
