#include "core/sql/sql_words.hpp"

#include <gtest/gtest.h>

namespace fz {
namespace {

TEST(SqlWords, KeywordsArePassedOverInOrder) {
  sql_words words("/* x */ CREATE  Index -- y\n CONCURRENTLY i", dialect::postgresql);
  EXPECT_FALSE(words.take("create table"));
  EXPECT_TRUE(words.take("create index concurrently"));
  EXPECT_FALSE(words.take("concurrently"));
  EXPECT_EQ(words.take_name(), "i");
  EXPECT_FALSE(words.take("i"));  // nothing is left
}

TEST(SqlWords, AQuotedNameIsNotAKeyword) {
  sql_words words("drop \"index\"", dialect::postgresql);
  EXPECT_FALSE(words.take("drop index"));
  EXPECT_TRUE(words.take("drop"));
  EXPECT_EQ(words.take_name(), "\"index\"");
}

TEST(SqlWords, NamesAreGivenAsTheyAreWritten) {
  sql_words words("Public . \"My Table\" (x), a.b.c, 1", dialect::postgresql);
  EXPECT_EQ(words.take_name(), "Public.\"My Table\"");
  EXPECT_EQ(words.take_name(), "");  // a parenthesis
  words.pass_over_parentheses();
  EXPECT_EQ(words.take_name(), "");  // a comma
}

TEST(SqlWords, EverythingUpToAKeywordIsPassedOver) {
  sql_words words("ALTER TABLE t DETACH PARTITION p FINALIZE", dialect::postgresql);
  EXPECT_TRUE(words.take_through("partition"));
  EXPECT_EQ(words.take_name(), "p");
  EXPECT_FALSE(words.take_through("partition"));
}

TEST(SqlWords, ParenthesesArePassedOverWhole) {
  sql_words words("REINDEX (a (b), ')') TABLE t", dialect::postgresql);
  words.take("reindex");
  words.pass_over_parentheses();
  EXPECT_TRUE(words.take("table"));
  words.pass_over_parentheses();  // there are none
  EXPECT_EQ(words.take_name(), "t");

  sql_words open("(a", dialect::postgresql);
  open.pass_over_parentheses();
  EXPECT_FALSE(open.take("a"));  // they never end: nothing is passed over
}

}  // namespace
}  // namespace fz
