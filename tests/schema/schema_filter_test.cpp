#include "core/schema/schema_filter.hpp"

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;

schema_object object(object_kind kind, std::string schema, std::string parent, std::string name) {
  schema_object result;
  result.key = {kind, std::move(schema), std::move(parent), std::move(name), {}};
  return result;
}

database_schema shop() {
  std::vector<schema_object> objects;
  objects.push_back(object(object_kind::schema, "", "", "app"));
  objects.push_back(object(object_kind::schema, "", "", "tools"));
  objects.push_back(object(object_kind::extension, "", "", "citext"));
  objects.push_back(object(object_kind::table, "app", "", "orders"));
  objects.push_back(object(object_kind::column, "app", "orders", "tmp_id"));
  objects.push_back(object(object_kind::table, "app", "", "tmp_1"));
  objects.push_back(object(object_kind::column, "app", "tmp_1", "id"));
  objects.push_back(object(object_kind::table, "tools", "", "jobs"));
  objects.back().depends_on.push_back(
      {object_key{object_kind::table, "app", {}, "tmp_1", {}}, dependency_kind::normal});
  return database_schema(dialect::postgresql, std::move(objects));
}

std::vector<std::string> names(const schema_filter& filter) {
  std::vector<std::string> found;
  const database_schema left = filtered(shop(), filter);
  for (const schema_object& each : left.objects()) {
    found.push_back(to_string(each.key));
  }
  return found;
}

TEST(Pattern, StarsAndQuestionMarks) {
  EXPECT_TRUE(matches_pattern("tmp_*", "tmp_"));
  EXPECT_TRUE(matches_pattern("tmp_*", "tmp_orders"));
  EXPECT_FALSE(matches_pattern("tmp_*", "a_tmp_orders"));
  EXPECT_TRUE(matches_pattern("*_?_*x", "a_b_c_d_ex"));
  EXPECT_FALSE(matches_pattern("*_?_*x", "a_b_c_d_e"));
  EXPECT_TRUE(matches_pattern("*", ""));
  EXPECT_FALSE(matches_pattern("", "a"));
  EXPECT_FALSE(matches_pattern("A", "a"));
}

TEST(SchemaFilter, WithoutWordsEverythingCounts) { EXPECT_EQ(names({}).size(), 8u); }

TEST(SchemaFilter, WhatBelongsToATableGoesWithItWhateverItsOwnName) {
  EXPECT_THAT(names({{}, {}, {"tmp_*", "tools.*", "tools"}}),
              ElementsAre("schema app", "extension citext", "table app.orders",
                          "column app.orders.tmp_id"));
}

TEST(SchemaFilter, SchemasKeepWhatBelongsToNoSchema) {
  EXPECT_THAT(names({{"tools"}, {}, {}}),
              ElementsAre("schema tools", "extension citext", "table tools.jobs"));
}

TEST(SchemaFilter, IncludeIsAboutWhatIsInASchemaAndExcludeWins) {
  EXPECT_THAT(names({{}, {"app.*"}, {"tmp_1"}}),
              ElementsAre("schema app", "schema tools", "extension citext", "table app.orders",
                          "column app.orders.tmp_id"));
}

TEST(SchemaFilter, NothingDependsOnWhatIsLeftOut) {
  const database_schema left = filtered(shop(), {{"tools"}, {}, {}});
  const schema_object* jobs = left.find({object_kind::table, "tools", {}, "jobs", {}});
  ASSERT_NE(jobs, nullptr);
  EXPECT_TRUE(jobs->depends_on.empty());
}

}  // namespace
}  // namespace fz
