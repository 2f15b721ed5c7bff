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

TEST(CatalogName, IsTheLastPartWithoutQuotesOrInLowerCase) {
  EXPECT_EQ(catalog_name("Users"), "users");
  EXPECT_EQ(catalog_name("public.Users"), "users");
  EXPECT_EQ(catalog_name("\"Users\""), "Users");
  EXPECT_EQ(catalog_name("Public.\"The Users\""), "The Users");
  EXPECT_EQ(catalog_name("\"a.b\".\"c.d\""), "c.d");
  EXPECT_EQ(catalog_name("\"a.b\".C"), "c");
  EXPECT_EQ(catalog_name("\"say \"\"hi\"\"\""), "say \"hi\"");
  EXPECT_EQ(catalog_name("\"\"\"\""), "\"");
  EXPECT_EQ(catalog_name(""), "");
}

TEST(CatalogSchema, IsTheFirstPartOfAName) {
  EXPECT_EQ(catalog_schema("users"), "");
  EXPECT_EQ(catalog_schema("\"a.b\""), "");
  EXPECT_EQ(catalog_schema("Public.users"), "public");
  EXPECT_EQ(catalog_schema("\"My \"\"App\"\"\".users"), "My \"App\"");
  EXPECT_EQ(catalog_schema("[temp].t"), "temp");
  EXPECT_EQ(catalog_schema("`temp`.t"), "temp");
}

}  // namespace
}  // namespace fz
