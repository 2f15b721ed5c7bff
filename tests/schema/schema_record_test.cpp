#include "core/schema/schema_record.hpp"

#include <gtest/gtest.h>

namespace fz {
namespace {

database_schema small() {
  schema_object table;
  table.key = {object_kind::table, "public", {}, "a\nb", {}};
  table.attributes.set("options", "fillfactor=70");
  table.definition = std::string("with\0zero", 9);
  schema_object column;
  column.key = {object_kind::column, "public", "a\nb", "12 x", {}};
  column.position = 3;
  column.depends_on.push_back({table.key, dependency_kind::carried});
  column.depends_on.push_back(
      {object_key{object_kind::function, "s", {}, "f", "integer"}, dependency_kind::normal});
  return database_schema(dialect::sqlite, {table, column}, {{"operator class", {"x", "y"}}});
}

TEST(SchemaRecord, KeepsEverything) {
  const database_schema before = small();
  const auto after = from_record(to_record(before));
  ASSERT_TRUE(after.has_value());
  EXPECT_EQ(after->dialect(), before.dialect());
  EXPECT_EQ(after->rest(), before.rest());
  ASSERT_EQ(after->objects().size(), before.objects().size());
  for (std::size_t i = 0; i < before.objects().size(); ++i) {
    const schema_object& a = before.objects()[i];
    const schema_object& b = after->objects()[i];
    EXPECT_EQ(a.key, b.key);
    EXPECT_EQ(a.attributes, b.attributes);
    EXPECT_EQ(a.depends_on, b.depends_on);
    EXPECT_EQ(a.position, b.position);
    EXPECT_EQ(a.definition, b.definition);
  }
}

TEST(SchemaRecord, APartOfARecordIsNotOne) {
  const std::string whole = to_record(small());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(from_record(whole.substr(0, size)).has_value()) << size;
  }
  EXPECT_FALSE(from_record(whole + " ").has_value());
}

TEST(SchemaRecord, NumbersThatAreTooLargeAreRefused) {
  std::string record = to_record(small());
  const std::size_t at = record.find('\n') + 1;
  EXPECT_FALSE(from_record(record.substr(0, at) + "0 99999999999999 ").has_value());
  EXPECT_FALSE(from_record(record.substr(0, at) + "0 1 0 18446744073709551615 ").has_value());
  EXPECT_FALSE(from_record(record.substr(0, at) + "0 1 77 0 0 0 0 0 0 0 0 0 ").has_value());
}

}  // namespace
}  // namespace fz
