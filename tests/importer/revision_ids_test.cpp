#include "core/importer/revision_ids.hpp"

#include <gtest/gtest.h>

namespace fz::importer {
namespace {

TEST(RevisionIds, AreKeptWhereTheyFit) {
  EXPECT_EQ(fitting_id("20240601120000"), "20240601120000");
  EXPECT_EQ(fitting_id("1.10"), "1.10");
  EXPECT_EQ(fitting_id(std::string(32, 'a')), std::string(32, 'a'));
}

TEST(RevisionIds, ForbiddenCharactersBecomeUnderscores) {
  EXPECT_EQ(fitting_id("add-users@v1.0"), "add_users_v1.0");
  EXPECT_EQ(fitting_id("a/b c"), "a_b_c");
}

TEST(RevisionIds, LongOnesEndWithADigestOfTheWhole) {
  const std::string a = fitting_id(std::string(40, 'a') + "1");
  const std::string b = fitting_id(std::string(40, 'a') + "2");
  EXPECT_EQ(a.size(), 32u);
  EXPECT_NE(a, b);
  EXPECT_EQ(a, fitting_id(std::string(40, 'a') + "1"));
}

TEST(RevisionIds, ReservedWordsAndHiddenNamesAreChanged) {
  EXPECT_TRUE(fitting_id("head").starts_with("rhead_"));
  EXPECT_TRUE(fitting_id("").starts_with("r_"));
  EXPECT_TRUE(fitting_id(".a").starts_with("r.a_"));
}

TEST(RevisionIds, NoneIsGivenTwice) {
  std::set<std::string> taken = {"a_b"};
  const std::string second = unused_id("a-b", taken);
  const std::string third = unused_id("a-b", taken);
  EXPECT_NE(second, "a_b");
  EXPECT_NE(second, third);
  EXPECT_EQ(taken.size(), 3u);
}

}  // namespace
}  // namespace fz::importer
