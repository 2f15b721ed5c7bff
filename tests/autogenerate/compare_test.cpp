#include "core/autogenerate/compare.hpp"

#include "tests/schema/declared_schema.hpp"

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::IsEmpty;

TEST(Compare, EqualSchemasHaveNoDifferences) {
  const auto one = schema_of({declared(table_key("t")), column("t", "a", "integer")});
  EXPECT_THAT(compare(one, one), IsEmpty());
  EXPECT_EQ(describe(compare(one, one)), "");
}

TEST(Compare, OrderOfColumnsIsNotADifference) {
  schema_object a = column("t", "a", "integer");
  schema_object b = column("t", "b", "integer");
  a.position = 1;
  b.position = 2;
  const auto one = schema_of({declared(table_key("t")), a, b});
  a.position = 3;
  const auto other = schema_of({declared(table_key("t")), a, b});
  EXPECT_THAT(compare(one, other), IsEmpty());
}

TEST(Compare, NamesEachAttributeThatChanges) {
  const auto from =
      schema_of({declared(column_key("t", "a"), {{"type", "integer"}, {"not_null", "yes"}})});
  const auto to =
      schema_of({declared(column_key("t", "a"), {{"type", "bigint"}, {"storage", "MAIN"}})});
  const std::vector<difference> found = compare(from, to);
  ASSERT_EQ(found.size(), 1U);
  const std::vector<attribute_change> changes = {{"not_null", "yes", std::nullopt},
                                                 {"storage", std::nullopt, "MAIN"},
                                                 {"type", "integer", "bigint"}};
  EXPECT_EQ(found[0].changes, changes);
  EXPECT_EQ(describe(found),
            "~ column public.t.a\n"
            "    not_null: no longer yes\n"
            "    storage: MAIN\n"
            "    type: integer -> bigint\n");
}

TEST(Compare, WhatComesWithATableIsNotDescribedOnItsOwn) {
  const auto nothing = schema_of({});
  const auto table = schema_of({declared(table_key("t")), column("t", "a", "integer")});
  EXPECT_EQ(compare(nothing, table).size(), 2U);
  EXPECT_EQ(describe(compare(nothing, table)), "+ table public.t\n");
  EXPECT_EQ(describe(compare(table, nothing)), "- table public.t\n");
}

}  // namespace
}  // namespace fz
