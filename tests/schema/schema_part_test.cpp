#include "core/schema/schema_part.hpp"

#include "tests/schema/declared_schema.hpp"

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;

std::vector<std::string> names(const database_schema& schema) {
  std::vector<std::string> found;
  for (const schema_object& each : schema.objects()) found.push_back(to_string(each.key));
  return found;
}

dependency on(object_key key) { return {std::move(key), dependency_kind::normal}; }

/// Table `orders` with a check that calls a function; its column has a type; `archive` inherits
/// from it; nothing of it needs `other`.
database_schema shop() {
  const object_key mood{object_kind::enum_type, "public", {}, "mood", {}};
  const object_key is_good{object_kind::function, "public", {}, "is_good", "mood"};
  return schema_of({
      declared(mood),
      declared(is_good, {}, {on(mood)}),
      declared(table_key("orders")),
      declared(column_key("orders", "state"), {}, {on(mood)}),
      declared(child(object_kind::constraint, "orders", "good"), {}, {on(is_good)}),
      declared(child(object_kind::index, "orders", "by_state")),
      declared(table_key("archive")),
      declared(child(object_kind::inheritance, "archive", "public.orders"), {},
               {on(table_key("orders"))}),
      declared(child(object_kind::trigger, "archive", "t")),
      declared(table_key("other")),
      declared(column_key("other", "id")),
  });
}

TEST(SchemaPart, WhatAConstraintNeedsIsItsTableWithColumnsTypesAndFunctions) {
  const auto part = part_of(shop(), {child(object_kind::constraint, "orders", "good")});
  EXPECT_THAT(names(part),
              ElementsAre("schema public", "enum public.mood", "function public.is_good(mood)",
                          "table public.orders", "column public.orders.state",
                          "constraint public.orders.good"));
}

TEST(SchemaPart, ATableNeedsThoseThatItInheritsFrom) {
  const auto part = part_of(shop(), {child(object_kind::trigger, "archive", "t")});
  EXPECT_NE(part.find(table_key("orders")), nullptr);
  EXPECT_NE(part.find(column_key("orders", "state")), nullptr);
  EXPECT_EQ(part.find(child(object_kind::index, "orders", "by_state")), nullptr);
  EXPECT_EQ(part.find(table_key("other")), nullptr);
}

TEST(SchemaPart, WhatIsNotThereIsPassedOver) {
  EXPECT_THAT(part_of(shop(), {table_key("gone")}).objects(), testing::IsEmpty());
}

}  // namespace
}  // namespace fz
