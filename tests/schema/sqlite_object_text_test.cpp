#include "core/schema/sqlite/object_text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fz::sqlite {
namespace {

TEST(SqliteObjectText, ReadsAnIndexWithExpressionsAndWhere) {
  const index_text i = read_index(
      "CREATE UNIQUE INDEX \"i x\" ON t (a COLLATE nocase DESC, lower(b), [c] ASC NULLS LAST) "
      "WHERE "
      "a IS NOT NULL");
  EXPECT_EQ(i.name, "i x");
  EXPECT_EQ(i.table, "t");
  EXPECT_TRUE(i.unique);
  ASSERT_EQ(i.parts.size(), 3u);
  EXPECT_EQ(i.parts[0].column, "a");
  EXPECT_EQ(i.parts[0].collation, "nocase");
  EXPECT_TRUE(i.parts[0].descending);
  EXPECT_EQ(i.parts[1].column, "");
  EXPECT_EQ(i.parts[1].expression.form, "lower(b)");
  EXPECT_EQ(i.parts[2].column, "c");
  EXPECT_EQ(i.parts[2].nulls, "last");
  EXPECT_EQ(i.where->form, "a is not null");
}

TEST(SqliteObjectText, WhatDoesNotCountIsNotInTheComparedForm) {
  const auto form = [](const char* sql) { return read_view(sql).query.form; };
  EXPECT_EQ(form("CREATE VIEW v AS SELECT \"A\", [b]  FROM T -- now\n WHERE x<=1"),
            form("create view v as select a, B from `t` where X <= 1"));
  EXPECT_NE(form("CREATE VIEW v AS SELECT 'a'"), form("CREATE VIEW v AS SELECT 'A'"));
  EXPECT_NE(form("CREATE VIEW v AS SELECT \"select\""), form("CREATE VIEW v AS SELECT selects"));
  EXPECT_NE(form("CREATE VIEW v AS SELECT x'aa'"), form("CREATE VIEW v AS SELECT x 'aa'"));
}

TEST(SqliteObjectText, AViewKnowsWhatItMayReferTo) {
  const view_text v = read_view("CREATE VIEW v (x, \"y z\") AS SELECT a, b FROM Main.T");
  EXPECT_EQ(v.columns, (std::vector<std::string>{"x", "y z"}));
  EXPECT_EQ(v.words, (std::vector<std::string>{"a", "b", "from", "main", "select", "t"}));
}

TEST(SqliteObjectText, ReadsATrigger) {
  const trigger_text t = read_trigger(
      "CREATE TRIGGER 'tr' INSTEAD OF UPDATE OF a, \"B\" ON v FOR EACH ROW WHEN new.a > 1 BEGIN "
      "SELECT 1; END");
  EXPECT_EQ(t.name, "tr");
  EXPECT_EQ(t.timing, "instead of");
  EXPECT_EQ(t.event, "update of a, b");
  EXPECT_EQ(t.table, "v");
  EXPECT_EQ(t.action.form, "for each row when new.a > 1 begin select 1 ; end");
  EXPECT_EQ(read_trigger("CREATE TRIGGER t DELETE ON t BEGIN SELECT 1; END").timing, "");
}

}  // namespace
}  // namespace fz::sqlite
