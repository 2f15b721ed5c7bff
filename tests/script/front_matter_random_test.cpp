#include "core/script/front_matter.hpp"
#include "core/script/front_matter_fields.hpp"
#include "core/script/sql_file.hpp"
#include "core/util/error.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace fz {
namespace {

using namespace std::string_literals;

const std::string valid =
    "-- +++\n-- revision = \"74f39286e2f6\"\n-- down_revision = [\"a\", \"b\"]\n"
    "-- branch_labels = []\n-- message = \"é\"\n-- create_date = 2024-06-01T16:03:13.5+01:00\n"
    "-- +++\n\n-- fz:upgrade transaction=off\nCREATE TRIGGER t BEGIN SELECT ';'; END;\n"
    "-- fz:downgrade postgresql\nDO $a$ ; $a$; /* /* */ */\n";

/// The valid file with a few bytes changed, taken out, doubled or swapped for tricky ones.
std::string mutated(std::mt19937& random) {
  static const std::string tricky = "\"'[]#=\\\r\n-+ \t\0\x7F\xC3;$0aTZ.:"s;
  std::string text = valid;
  for (std::size_t edits = random() % 4 + 1; edits > 0 && !text.empty(); --edits) {
    const std::size_t at = random() % text.size();
    const std::size_t length = random() % 3 == 0 ? random() % 20 : 1;
    switch (random() % 4) {
      case 0:
        text[at] = tricky[random() % tricky.size()];
        break;
      case 1:
        text[at] = static_cast<char>(random());
        break;
      case 2:
        text.erase(at, length);
        break;
      default:
        text.insert(at, text.substr(random() % text.size(), length));
    }
  }
  return text;
}

bool same(const revision& a, const revision& b) {
  return a.id == b.id && a.down_revisions == b.down_revisions && a.message == b.message &&
         a.branch_labels == b.branch_labels && a.depends_on == b.depends_on &&
         a.create_date == b.create_date && a.line == b.line;
}

/// A value or an error; and what the fast reader takes, the TOML parser takes alike.
void check_front_matter(const std::string& text) {
  try {
    const auto block = find_front_matter(text, "a.sql", text_extent::whole).value();
    const std::optional<revision> plain = read_plain_front_matter(text, block);
    const revision full = read_toml_front_matter(text, block, "a.sql");
    if (plain) {
      ASSERT_TRUE(same(*plain, full));
    }
  } catch (const error& e) {
    ASSERT_EQ(e.kind(), error_kind::script);
    const auto block = [&]() -> std::optional<front_matter_block> {
      try {
        return find_front_matter(text, "a.sql", text_extent::whole);
      } catch (const error&) {
        return std::nullopt;
      }
    }();
    if (block) {
      ASSERT_FALSE(read_plain_front_matter(text, *block).has_value()) << e.what();
    }
  }
}

void check_sections(const std::string& text) {
  for (const dialect d : {dialect::sqlite, dialect::postgresql}) {
    try {
      parse_sql_file(text, "a.sql", d);
    } catch (const error& e) {
      ASSERT_EQ(e.kind(), error_kind::script);
    }
  }
}

void check(const std::string& text) {
  SCOPED_TRACE(testing::PrintToString(text));
  check_front_matter(text);
  check_sections(text);
}

TEST(FrontMatterRandom, ChangedFilesGiveAValueOrAnError) {
  std::mt19937 random(74392866);
  for (int i = 0; i < 8000 && !testing::Test::HasFatalFailure(); ++i) check(mutated(random));
}

TEST(FrontMatterRandom, RandomBytesGiveAnError) {
  std::mt19937 random(19741106);
  for (int i = 0; i < 2000 && !testing::Test::HasFatalFailure(); ++i) {
    std::string text = i % 2 == 0 ? "-- +++\n-- " : "";
    for (std::size_t count = random() % 80; count > 0; --count) {
      text += static_cast<char>(random());
    }
    check(i % 2 == 0 ? text + "\n-- +++\n" : text);
  }
}

}  // namespace
}  // namespace fz
