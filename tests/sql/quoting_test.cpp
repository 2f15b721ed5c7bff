#include "core/sql/quoting.hpp"

#include <gtest/gtest.h>

namespace fz {
namespace {

TEST(IdentifierQuoting, OrdinaryNamesStayAsTheyAre) {
  EXPECT_EQ(quote_identifier("alembic_version"), "alembic_version");
  EXPECT_EQ(quote_identifier("_t1$"), "_t1$");
}

TEST(IdentifierQuoting, EverythingElseIsQuoted) {
  EXPECT_EQ(quote_identifier("user"), "\"user\"");
  EXPECT_EQ(quote_identifier("Users"), "\"Users\"");
  EXPECT_EQ(quote_identifier("1st"), "\"1st\"");
  EXPECT_EQ(quote_identifier("a b"), "\"a b\"");
  EXPECT_EQ(quote_identifier(""), "\"\"");
  EXPECT_EQ(quote_identifier("a\"; DROP TABLE t; --"), "\"a\"\"; DROP TABLE t; --\"");
}

TEST(IdentifierQuoting, ADialectQuotesItsOwnKeywordsOnly) {
  EXPECT_EQ(quote_identifier("action", dialect::sqlite), "\"action\"");
  EXPECT_EQ(quote_identifier("action", dialect::postgresql), "action");
  EXPECT_EQ(quote_identifier("user", dialect::sqlite), "user");
  EXPECT_EQ(quote_identifier("user", dialect::postgresql), "\"user\"");
  for (const dialect d : {dialect::sqlite, dialect::postgresql}) {
    EXPECT_EQ(quote_identifier("select", d), "\"select\"");
    EXPECT_EQ(quote_identifier("select_", d), "select_");
    EXPECT_EQ(quote_identifier("a b", d), "\"a b\"");
    EXPECT_EQ(quote_identifier(" ", d), "\" \"");
  }
}

TEST(IdentifierQuoting, TheSchemaOfANameIsQuotedOnItsOwn) {
  EXPECT_EQ(quote_qualified_name("app.user"), "app.\"user\"");
}

}  // namespace
}  // namespace fz
