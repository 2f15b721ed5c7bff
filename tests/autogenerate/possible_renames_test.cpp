#include "core/autogenerate/possible_renames.hpp"

#include "tests/schema/declared_schema.hpp"

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

database_schema with_table(const std::string& table, const std::vector<const char*>& columns) {
  std::vector<schema_object> objects = {declared(table_key(table))};
  for (const char* name : columns) objects.push_back(column(table, name, "text"));
  return schema_of(std::move(objects));
}

TEST(PossibleRenames, AreTablesThatShareHalfOfTheColumnsOfOneOfThem) {
  const database_schema users = with_table("users", {"id", "name", "mail", "born"});
  EXPECT_THAT(possible_object_renames(users, with_table("people", {"id", "name"})),
              ElementsAre(possible_rename{table_key("users"), table_key("people")}));
  EXPECT_THAT(possible_object_renames(users, with_table("orders", {"id", "price", "placed"})),
              IsEmpty());
}

TEST(PossibleRenames, AreNotTablesThatStay) {
  const database_schema users = with_table("users", {"id"});
  EXPECT_THAT(possible_object_renames(users, with_table("users", {"id", "name"})), IsEmpty());
}

TEST(PossibleRenames, AreColumnsOfTheSameTypeInATableThatStays) {
  const database_schema from =
      schema_of({declared(table_key("t")), column("t", "a", "text"), column("t", "b", "integer")});
  const database_schema to =
      schema_of({declared(table_key("t")), column("t", "c", "text"), column("t", "d", "date")});
  EXPECT_THAT(possible_column_renames(from, to),
              ElementsAre(possible_rename{column_key("t", "a"), column_key("t", "c")}));
}

TEST(PossibleRenames, AreEnumsOfTheSameValues) {
  const object_key old_one{object_kind::enum_type, "public", {}, "mood", {}};
  const object_key new_one{object_kind::enum_type, "public", {}, "feeling", {}};
  const database_schema from = schema_of({declared(old_one, {{"labels", "'sad', 'glad'"}})});
  EXPECT_THAT(
      possible_object_renames(from, schema_of({declared(new_one, {{"labels", "'sad', 'glad'"}})})),
      ElementsAre(possible_rename{old_one, new_one}));
  EXPECT_THAT(possible_object_renames(from, schema_of({declared(new_one, {{"labels", "'sad'"}})})),
              IsEmpty());
}

}  // namespace
}  // namespace fz
