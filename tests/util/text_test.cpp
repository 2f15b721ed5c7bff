#include "core/util/text.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;

TEST(Text, TrimTakesBlanksFromBothSides) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
}

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_THAT(split("a,,b,", ','), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split("", ','), ElementsAre(""));
}

TEST(Text, PrintableKeepsOrdinaryTextOfAnyLanguage) {
  EXPECT_EQ(printable("Zoë 東京 🙂"), "Zoë 東京 🙂");
}

TEST(Text, PrintableEscapesWhatWouldSteerATerminal) {
  EXPECT_EQ(printable("a\x1b[31mred\n"), "a\\x1b[31mred\\x0a");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\u{009b}31m");  // C1: one-character CSI
  EXPECT_EQ(printable("abc\xe2\x80\xae"
                      "cba"),
            "abc\\u{202e}cba");                             // right-to-left override
  EXPECT_EQ(printable("\xff\xc0\xaf"), "\\xff\\xc0\\xaf");  // not UTF-8, overlong
}

TEST(Text, PrintableLinesKeepsLineFeedsAndTabs) {
  EXPECT_EQ(printable_lines("a\n\tb\x07"), "a\n\tb\\x07");
}

TEST(Text, Utf8RefusesSurrogatesAndOverlongForms) {
  EXPECT_TRUE(is_utf8("\xf0\x9f\x99\x82"));
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
  EXPECT_FALSE(is_utf8("\xe0\x80\x80"));
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));
  EXPECT_FALSE(is_utf8("\xe2\x82"));
}

TEST(Text, Utf8PrefixEndsBeforeTheFirstBrokenCharacter) {
  EXPECT_EQ(utf8_prefix("aé\xff"), 3u);
  EXPECT_EQ(utf8_prefix("a\xe2\x82"), 1u);
  EXPECT_EQ(utf8_prefix(""), 0u);
}

TEST(Text, DisplayWidthCountsColumns) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("東京"), 4u);
  EXPECT_EQ(display_width("e\xcc\x81"), 1u);
}

TEST(Text, EnumerateAndCountedReadAsASentence) {
  EXPECT_EQ(enumerate({"a"}), "a");
  EXPECT_EQ(enumerate({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(counted(1, "revision"), "1 revision");
  EXPECT_EQ(counted(0, "revision"), "0 revisions");
}

TEST(Text, ByteColumnCountsTheBytesBeforeACharacter) {
  EXPECT_EQ(byte_column("a\né东b\n", 2, 3), 6u);
  EXPECT_EQ(byte_column("a\nb", 1, 1), 1u);
  EXPECT_EQ(byte_column("é", 1, 2), 3u);
  EXPECT_EQ(byte_column("a", 7, 2), 2u);
}

TEST(Text, Utf32AndBack) {
  EXPECT_EQ(to_utf32("aé東🙂"), U"aé東🙂");
  EXPECT_EQ(to_utf8(U"aé東🙂"), "aé東🙂");
  EXPECT_EQ(to_utf32("a\xff\u00e9"), U"a\uFFFD\u00e9");
}

TEST(Text, NearestFindsSlipsAndNothingElse) {
  EXPECT_EQ(nearest("verison_table", {"version_table", "timezone"}), "version_table");
  EXPECT_EQ(nearest("colour", {"version_table", "timezone"}), "");
  EXPECT_EQ(nearest("--user", {"--upsert", "--username", "--username-length"}), "--username");
  EXPECT_EQ(nearest("--sql", {"--url"}), "");  // two of three letters differ
  EXPECT_EQ(nearest("foo", {"log"}), "");
  EXPECT_EQ(nearest("upgrad", {"upgrade", "upgrader"}), "upgrade");
}

}  // namespace
TEST(Text, FirstColumnsCutsBetweenCharacters) {
  EXPECT_EQ(first_columns("abc", 5), "abc");
  EXPECT_EQ(first_columns("abc", 2), "ab");
  EXPECT_EQ(first_columns("a\u4e2d\u6587", 4), "a\u4e2d");  // wide ones take two columns
  EXPECT_EQ(first_columns("", 0), "");
}

}  // namespace fz
