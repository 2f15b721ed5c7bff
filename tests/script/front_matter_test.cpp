#include "core/script/front_matter.hpp"

#include "core/script/front_matter_fields.hpp"
#include "core/util/error.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

revision read(std::string_view text) {
  const auto block = find_front_matter(text, "a.sql", text_extent::whole);
  return read_front_matter(text, block.value(), "a.sql");
}

std::string refusal(std::string_view text) {
  try {
    read(text);
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::script);
    return e.what();
  }
  ADD_FAILURE() << text << " was taken";
  return "";
}

/// A file with these lines of TOML in its front matter.
std::string file_with(std::string_view toml) {
  std::string text = "-- +++\n-- revision = \"a1\"\n";
  for (std::size_t at = 0; at < toml.size();) {
    const std::size_t end = std::min(toml.find('\n', at), toml.size());
    text += "-- " + std::string(toml.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return text + "-- +++\n";
}

TEST(FrontMatter, EveryFieldIsRead) {
  const revision r = read(
      "-- +++\n"
      "-- revision = \"74f39286e2f6\"\n"
      "-- down_revision = [\"a\", \"b\"]\n"
      "-- branch_labels = [\"shop\"]\n"
      "-- depends_on = \"c\"\n"
      "-- message = \"create users table\"\n"
      "-- create_date = 2024-06-01T16:03:13Z\n"
      "-- +++\n"
      "-- fz:upgrade\n");
  EXPECT_EQ(r.id, "74f39286e2f6");
  EXPECT_THAT(r.down_revisions, ElementsAre("a", "b"));
  EXPECT_THAT(r.branch_labels, ElementsAre("shop"));
  EXPECT_THAT(r.depends_on, ElementsAre("c"));
  EXPECT_EQ(r.message, "create users table");
  EXPECT_EQ(r.create_date, "2024-06-01T16:03:13Z");
  EXPECT_EQ(r.file, "a.sql");
  EXPECT_EQ(r.line, 2u);
}

TEST(FrontMatter, OnlyTheRevisionIsRequired) {
  const revision r = read("-- +++\n-- revision = \"a\"\n-- down_revision = \"\"\n-- +++");
  EXPECT_EQ(r.id, "a");
  EXPECT_THAT(r.down_revisions, IsEmpty());
  EXPECT_EQ(r.message, "");
  EXPECT_EQ(r.create_date, "");
}

TEST(FrontMatter, MayStandBehindCommentsInAnyUsualLayout) {
  EXPECT_EQ(
      read("\xEF\xBB\xBF\r\n-- Copyright\r\n--+++ \r\n\r\n--\r\n--revision=\"a\"\r\n--+++").id,
      "a");
  EXPECT_EQ(read("  -- +++\n \t--   revision = \"a\"\n-- +++").line, 2u);
}

TEST(FrontMatter, TellsWhereItEnds) {
  const std::string_view text = "-- x\n-- +++\n-- revision = \"a\"\n-- +++\nrest";
  const front_matter_block block = find_front_matter(text, "a.sql", text_extent::whole).value();
  EXPECT_EQ(block.first_line, 3u);
  EXPECT_EQ(text.substr(block.begin, block.end - block.begin), "-- revision = \"a\"\n");
  EXPECT_EQ(text.substr(block.after), "rest");
}

TEST(FrontMatter, ABeginningOfTheFileAsksForMoreUntilTheBlockIsClosed) {
  const std::string_view text = "-- x\n-- +++\n-- revision = \"a\"\n-- +++\nrest";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    EXPECT_EQ(
        find_front_matter(text.substr(0, length), "a.sql", text_extent::beginning).has_value(),
        length >= text.find("rest"))
        << length;
  }
}

TEST(FrontMatter, LinesBeyondTheOrdinaryAreToml) {
  const revision r = read(
      "-- +++\n-- 'revision' = 'a\\'\n-- message = \"\"\"\n-- one\n--   two \\u00e9\"\"\"\n"
      "-- down_revision = [\n--   'b', # c\n--   \"c\\t\",\n-- ]\n-- create_date = '2024-06-01'\n"
      "-- +++\n");
  EXPECT_EQ(r.id, "a\\");
  EXPECT_EQ(r.message, "one\n  two é");
  EXPECT_THAT(r.down_revisions, ElementsAre("b", "c\t"));
  EXPECT_EQ(r.create_date, "2024-06-01T00:00:00Z");
}

/// Both readers give the same value; `plain` tells whether the fast one takes it at all.
void expect_same(const std::string& toml, bool plain) {
  SCOPED_TRACE(toml);
  const std::string text = file_with(toml);
  const auto block = find_front_matter(text, "a.sql", text_extent::whole).value();
  const revision expected = read_toml_front_matter(text, block, "a.sql");
  const std::optional<revision> found = read_plain_front_matter(text, block);
  ASSERT_EQ(found.has_value(), plain);
  if (!found) return;
  EXPECT_EQ(found->id, expected.id);
  EXPECT_EQ(found->down_revisions, expected.down_revisions);
  EXPECT_EQ(found->branch_labels, expected.branch_labels);
  EXPECT_EQ(found->depends_on, expected.depends_on);
  EXPECT_EQ(found->message, expected.message);
  EXPECT_EQ(found->create_date, expected.create_date);
  EXPECT_EQ(found->line, expected.line);
}

TEST(FrontMatter, BothReadersGiveTheSame) {
  for (const char* toml : {"",
                           "# comment",
                           "  # é",
                           "message = \"\"",
                           "message=\"a # b\" # c",
                           "\tmessage\t=\t\"tab\tin\"\t",
                           "message = \"Zoë 東京 'x'\"",
                           "down_revision = \"\"",
                           "down_revision = []",
                           "down_revision = [ ]",
                           "down_revision = [\"a\"]",
                           "down_revision=[\"a\",\"b\"]#c",
                           "down_revision = [ \"a\" , \"b\" ]",
                           "branch_labels = \"x\"\ndepends_on = [\"y\"]",
                           "create_date = 2024-06-01T16:03:13Z",
                           "create_date = 2024-06-01T16:03:13.250",
                           "create_date = 2024-06-01T16:03:13.123456789Z",
                           "create_date = 2024-06-01T01:03:13.5+02:30",
                           "create_date = 2024-06-01T01:03:13-00:30",
                           "create_date = 2024-06-01",
                           "create_date = \"2024-06-01 16:03:13\"",
                           "create_date = \"2024-06-01\" # c"}) {
    expect_same(toml, true);
  }
  for (const char* toml :
       {"message = 'a'", "message = \"a\\n\"", "message = \"\"\"a\"\"\"", "\"message\" = \"a\"",
        "down_revision = [\"a\",]", "down_revision = [\n\"a\"]", "down_revision = ['a']",
        "create_date = 2024-06-01 16:03:13", "create_date = 2024-06-01t16:03:13z",
        "create_date = '2024-06-01'", "message = \"\\u00e9\""}) {
    expect_same(toml, false);
  }
}

TEST(FrontMatter, ErrorsOfTheBlockNameTheLine) {
  const std::string begins =
      ": A revision file begins with its front matter, between two lines '-- +++'; only comments "
      "with '--' may stand before it.";
  EXPECT_EQ(refusal("-- x\nSELECT 1;"), "a.sql:2" + begins);
  EXPECT_EQ(refusal("-- fz:upgrade\nSELECT 1;"), "a.sql:1" + begins);
  EXPECT_EQ(refusal("/* x */\n-- +++"), "a.sql:1" + begins);
  EXPECT_EQ(refusal("-- x\n\n"),
            "a.sql: The file has no front matter; it belongs between two lines '-- +++'.");
  EXPECT_EQ(refusal(""),
            "a.sql: The file has no front matter; it belongs between two lines '-- +++'.");
  const std::string open =
      "a.sql:2: The front matter that begins here is never closed by a second line '-- +++'.";
  EXPECT_EQ(refusal("\n-- +++\n-- revision = \"a\"\n"), open);
  EXPECT_EQ(refusal("\n-- +++\n-- revision = \"a\"\n\n-- fz:upgrade\n-- +++\n"), open);
  EXPECT_EQ(refusal("-- +++\n-- revision = \"a\"\nmessage = \"b\"\n-- +++\n"),
            "a.sql:3: This line is inside the front matter but is not a comment; is the closing "
            "line '-- +++' missing?");
}

/// Logs, lists, scripts and the audit trail show it.
TEST(FrontMatter, AMessageDoesNotShowAPasswordHash) {
  EXPECT_EQ(
      read(file_with("message = \"ada: $argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g\""))
          .message,
      "ada: ***");
  EXPECT_EQ(read(file_with("message = \"costs: $5 or {6}\"")).message, "costs: $5 or {6}");
}

TEST(FrontMatter, ErrorsOfTheFieldsNameThePlaceAndWhatWasExpected) {
  const std::string names = "must be a string or an array of strings that are not empty.";
  const std::pair<std::string, std::string> cases[] = {
      {"messsage = \"x\"",
       "a.sql:3:4: Unknown key 'messsage' in the front matter. Did you mean 'message'?"},
      {"author = \"x\"",
       "a.sql:3:4: Unknown key 'author' in the front matter. Expected revision, down_revision, "
       "branch_labels, depends_on, message and create_date."},
      {"[table]", "a.sql:3:5: Unknown key 'table' in the front matter."},
      {"revision = \"b\"", "a.sql:3:15: The front matter is not TOML: "},
      {"message = 1", "a.sql:3:14: 'message' must be a string."},
      {"message = \"é\" x", "a.sql:3:19: The front matter is not TOML: "},
      {"message = \"a", "a.sql:3:16: The front matter is not TOML: "},
      {"message", "The front matter is not TOML: "},
      {"message = \"\x01\"", "The front matter is not TOML: "},
      {"message = \"\xff\"", "The front matter is not TOML: "},
      {"down_revision = None", "the first revision has down_revision = \"\"."},
      {"down_revision = null", "the first revision has down_revision = \"\"."},
      {"down_revision = (\"a\", \"b\")", "Write a list with brackets: [\"ae10\", \"27c6\"]."},
      {"down_revision = 1", "a.sql:3:20: 'down_revision' " + names},
      {"down_revision = [\"é\", 1]", "a.sql:3:27: 'down_revision' " + names},
      {"depends_on = [\"a\", \"\"]", "a.sql:3:23: 'depends_on' " + names},
      {"branch_labels = {}", "'branch_labels' " + names},
      {"create_date = \"soon\"",
       "a.sql:3:18: 'create_date' must be a date and time such as 2024-06-01T16:03:13Z."},
      {"create_date = 16:03:13", "'create_date' must be a date and time such as"},
      {"create_date = 20240601", "'create_date' must be a date and time such as"},
  };
  for (const auto& [toml, sentence] : cases) {
    EXPECT_THAT(refusal(file_with(toml)), HasSubstr(sentence)) << toml;
  }
}

TEST(FrontMatter, TheRevisionIsRequired) {
  EXPECT_EQ(refusal("\n-- +++\n-- message = \"a\"\n-- +++\n"),
            "a.sql:2: The front matter has no 'revision'.");
  EXPECT_EQ(refusal("-- +++\n-- +++\n"), "a.sql:1: The front matter has no 'revision'.");
  EXPECT_EQ(refusal("-- +++\n--revision = \"\"\n-- +++\n"),
            "a.sql:2:14: 'revision' must be a string that is not empty.");
  EXPECT_EQ(refusal("-- +++\n-- revision = 1\n-- +++\n"),
            "a.sql:2:15: 'revision' must be a string that is not empty.");
}

/// PowerShell writes it with > and Out-File.
TEST(FrontMatter, Utf16IsNamedAsSuch) {
  for (const std::string_view text :
       {std::string_view("\xFF\xFE-\0-\0", 6), std::string_view("\xFE\xFF\0-\0-", 6),
        std::string_view("-\0-\0", 4), std::string_view("\0-\0-", 4)}) {
    EXPECT_EQ(refusal(text), "a.sql:1: The file is written in UTF-16; save it as UTF-8.");
  }
}

}  // namespace
}  // namespace fz
