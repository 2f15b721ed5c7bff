#include "core/autogenerate/postgresql/plan.hpp"
#include "tests/schema/declared_schema.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <random>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

std::vector<std::string> plan(const database_schema& from, const database_schema& to) {
  std::vector<std::string> texts;
  for (const planned_statement& each : postgresql::plan_changes(from, to)) {
    texts.push_back(each.sql);
  }
  return texts;
}

object_key view_key(std::string name) {
  return {object_kind::view, "public", {}, std::move(name), {}};
}

schema_object view(std::string name, const char* columns, const char* query,
                   std::vector<dependency> needs) {
  return declared(view_key(std::move(name)), {{"columns", columns}, {"definition", query}},
                  std::move(needs));
}

TEST(PostgresqlPlan, EqualSchemasNeedNothing) {
  const auto one = schema_of({declared(table_key("t")), column("t", "a", "integer")});
  EXPECT_THAT(plan(one, one), IsEmpty());
  EXPECT_EQ(postgresql::script_of({}), "");
}

TEST(PostgresqlPlan, ANewTableComesWithItsColumnsDefaultsAndKeys) {
  const auto key = child(object_kind::constraint, "t", "t_pkey");
  const auto value = child(object_kind::column_default, "t", "a");
  const auto to = schema_of({declared(table_key("t")), column("t", "a", "integer"),
                             declared(value, {{"expression", "7"}}),
                             declared(key, {{"definition", "PRIMARY KEY (a)"}})});
  EXPECT_THAT(plan(schema_of({}), to),
              ElementsAre("CREATE TABLE public.t (\n    a integer DEFAULT 7,\n"
                          "    CONSTRAINT t_pkey PRIMARY KEY (a)\n)"));
}

TEST(PostgresqlPlan, ForeignKeysInACircleComeAfterBothTables) {
  const auto table = [](const char* name) {
    return std::vector<schema_object>{declared(table_key(name)), column(name, "id", "integer")};
  };
  const auto reference = [](const char* from, const char* to) {
    return declared(child(object_kind::foreign_key, from, "fk"),
                    {{"definition", "FOREIGN KEY (id) REFERENCES x"}},
                    {{column_key(to, "id"), dependency_kind::normal}});
  };
  std::vector<schema_object> all = table("a");
  for (schema_object& each : table("b")) all.push_back(each);
  all.push_back(reference("a", "b"));
  all.push_back(reference("b", "a"));
  const auto schema = schema_of(all);
  EXPECT_THAT(plan(schema_of({}), schema),
              ElementsAre(StartsWith("CREATE TABLE public.a"), StartsWith("CREATE TABLE public.b"),
                          StartsWith("ALTER TABLE public.a ADD CONSTRAINT fk"),
                          StartsWith("ALTER TABLE public.b ADD CONSTRAINT fk")));
  const auto back = plan(schema, schema_of({}));
  ASSERT_EQ(back.size(), 4U);
  EXPECT_THAT(back[0], StartsWith("ALTER TABLE public.a DROP CONSTRAINT"));
  EXPECT_THAT(back[1], StartsWith("ALTER TABLE public.b DROP CONSTRAINT"));
}

TEST(PostgresqlPlan, AViewOnARetypedColumnIsRebuiltWithItsGrants) {
  const auto schema = [](const char* type) {
    schema_object seen = view("v", "a integer", " SELECT a FROM t;",
                              {{column_key("t", "a"), dependency_kind::normal}});
    seen.attributes.set("grants", "SELECT TO PUBLIC");
    seen.attributes.set("comment", "seen");
    return schema_of({declared(table_key("t")), column("t", "a", type), seen});
  };
  EXPECT_THAT(
      plan(schema("integer"), schema("bigint")),
      ElementsAre("DROP VIEW public.v",
                  "ALTER TABLE public.t ALTER COLUMN a TYPE bigint USING a::bigint",
                  "CREATE VIEW public.v AS\nSELECT a FROM t", "COMMENT ON VIEW public.v IS 'seen'",
                  "GRANT SELECT ON TABLE public.v TO PUBLIC"));
}

TEST(PostgresqlPlan, AViewThatOnlyGetsColumnsIsReplaced) {
  const auto from = schema_of({view("v", "a integer", " SELECT 1 AS a;", {})});
  const auto more = schema_of({view("v", "a integer, b text", " SELECT 1 AS a, 'x' AS b;", {})});
  EXPECT_THAT(plan(from, more), ElementsAre(StartsWith("CREATE OR REPLACE VIEW public.v")));
  EXPECT_THAT(plan(more, from), ElementsAre("DROP VIEW public.v", StartsWith("CREATE VIEW")));
}

TEST(PostgresqlPlan, ViewsOnViewsAreDroppedDeepestFirst) {
  const auto from =
      schema_of({view("a", "x integer", "1", {}),
                 view("b", "x integer", "2", {{view_key("a"), dependency_kind::normal}}),
                 view("c", "x integer", "3", {{view_key("b"), dependency_kind::normal}})});
  EXPECT_THAT(plan(from, schema_of({})),
              ElementsAre("DROP VIEW public.c", "DROP VIEW public.b", "DROP VIEW public.a"));
}

TEST(PostgresqlPlan, AnEnumGetsValuesInTheirPlaces) {
  const auto mood = [](const char* labels) {
    return schema_of(
        {declared({object_kind::enum_type, "public", {}, "mood", {}}, {{"labels", labels}})});
  };
  EXPECT_THAT(plan(mood("'b', 'd'"), mood("'a', 'b', 'c', 'd', 'e'")),
              ElementsAre("ALTER TYPE public.mood ADD VALUE 'a' BEFORE 'b'",
                          "ALTER TYPE public.mood ADD VALUE 'c' AFTER 'b'",
                          "ALTER TYPE public.mood ADD VALUE 'e'"));
}

TEST(PostgresqlPlan, AnEnumThatLosesAValueIsReplacedAndItsColumnsMoveOver) {
  const object_key mood{object_kind::enum_type, "public", {}, "mood", {}};
  const auto schema = [&](const char* labels) {
    schema_object feels = column("t", "feels", "public.mood");
    feels.depends_on.push_back({mood, dependency_kind::normal});
    return schema_of({declared(mood, {{"labels", labels}}), declared(table_key("t")), feels});
  };
  EXPECT_THAT(plan(schema("'a', 'b'"), schema("'b'")),
              ElementsAre("ALTER TYPE public.mood RENAME TO fz_old_mood",
                          "CREATE TYPE public.mood AS ENUM (\n    'b'\n)",
                          "ALTER TABLE public.t ALTER COLUMN feels TYPE public.mood USING "
                          "feels::text::public.mood",
                          "DROP TYPE public.fz_old_mood"));
}

TEST(PostgresqlPlan, WhatUsesAnAddedValueNeedsACommitBefore) {
  const object_key mood{object_kind::enum_type, "public", {}, "mood", {}};
  const auto schema = [&](const char* labels, const char* value) {
    return schema_of({declared(mood, {{"labels", labels}}), declared(table_key("t")),
                      column("t", "feels", "public.mood"),
                      declared(child(object_kind::column_default, "t", "feels"),
                               {{"expression", value}}, {{mood, dependency_kind::normal}})});
  };
  const schema_plan steps = postgresql::plan_changes(schema("'a'", "'a'::public.mood"),
                                                     schema("'a', 'b'", "'b'::public.mood"));
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_FALSE(steps[0].commit_before);
  EXPECT_TRUE(steps[1].commit_before);
}

TEST(PostgresqlPlan, ASequenceGoesWithTheColumnThatOwnsIt) {
  const object_key sequence{object_kind::sequence, "public", {}, "t_a_seq", {}};
  const object_key owner{object_kind::sequence_owner, "public", {}, "t_a_seq", {}};
  const auto from =
      schema_of({declared(table_key("t")), column("t", "a", "integer"), declared(sequence),
                 declared(owner, {{"column", "public.t.a"}},
                          {{sequence, dependency_kind::carried},
                           {column_key("t", "a"), dependency_kind::carried}})});
  const auto to = schema_of({declared(table_key("t"))});
  EXPECT_THAT(plan(from, to), ElementsAre("ALTER TABLE public.t DROP COLUMN a"));
}

TEST(PostgresqlPlan, ANameIsFreedBeforeItIsTaken) {
  const auto from = schema_of({declared(table_key("t"))});
  const auto to = schema_of({view("t", "a integer", "SELECT 1 AS a", {})});
  EXPECT_THAT(plan(from, to), ElementsAre("DROP TABLE public.t", StartsWith("CREATE VIEW")));
  EXPECT_THAT(plan(to, from), ElementsAre("DROP VIEW public.t", StartsWith("CREATE TABLE")));
}

TEST(PostgresqlPlan, LostDataAndRowsThatMayNotFitAreMarked) {
  const auto from = schema_of({declared(table_key("t")), column("t", "a", "integer")});
  const auto to =
      schema_of({declared(table_key("t")), declared(child(object_kind::constraint, "t", "c"),
                                                    {{"definition", "CHECK (true)"}})});
  const schema_plan steps = postgresql::plan_changes(from, to);
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_TRUE(steps[0].loses_data);
  EXPECT_TRUE(steps[1].can_fail_on_rows && steps[1].on_existing_table);
}

TEST(PostgresqlPlan, GrantsAreChangedRoleByRole) {
  const auto with = [](const char* grants) {
    return schema_of({declared(table_key("t"), {{"grants", grants}})});
  };
  EXPECT_THAT(plan(with("SELECT TO ada\nALL TO bob"), with("ALL TO bob\nSELECT, INSERT TO eve")),
              ElementsAre("REVOKE ALL ON TABLE public.t FROM ada",
                          "GRANT SELECT, INSERT ON TABLE public.t TO eve"));
}

TEST(PostgresqlPlan, IsTheSameHoweverTheObjectsAreGiven) {
  std::vector<schema_object> objects;
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    objects.push_back(declared(table_key(name)));
    objects.push_back(column(name, "id", "integer"));
    objects.push_back(declared(child(object_kind::index, name, std::string(name) + "_i"),
                               {{"definition", "CREATE INDEX"}}));
  }
  const auto first = plan(schema_of({}), schema_of(objects));
  std::mt19937 random(7);
  for (int i = 0; i < 20; ++i) {
    std::shuffle(objects.begin(), objects.end(), random);
    EXPECT_EQ(plan(schema_of({}), schema_of(objects)), first);
  }
}

TEST(PostgresqlPlan, UniqueAndPrimaryKeyOfTheSameColumnsAreNotOneIndex) {
  const auto to = schema_of(
      {declared(table_key("t")), column("t", "a", "integer"),
       declared(child(object_kind::constraint, "t", "p"), {{"definition", "PRIMARY KEY (a)"}}),
       declared(child(object_kind::constraint, "t", "u"), {{"definition", "UNIQUE (a)"}})});
  EXPECT_THAT(
      plan(schema_of({}), to),
      ElementsAre(StartsWith("CREATE TABLE"), "ALTER TABLE public.t ADD CONSTRAINT u UNIQUE (a)"));
}

/// A partition `p` of `t` with an index that is attached to the parent's and one of its own.
database_schema partition(bool is_attached) {
  const auto index = [](const char* table, const char* name) {
    const std::string definition = std::string("CREATE INDEX ") + name + " ON x USING btree (a)";
    return declared(child(object_kind::index, table, name), {{"definition", definition.c_str()}});
  };
  std::vector<schema_object> all = {declared(table_key("t"), {{"partition_key", "LIST (a)"}}),
                                    column("t", "a", "integer"),
                                    declared(table_key("p")),
                                    column("p", "a", "integer"),
                                    index("t", "i"),
                                    index("p", "own")};
  if (is_attached) {
    all.push_back(index("p", "part"));
    all.push_back(declared({object_kind::partition, "public", {}, "p", {}},
                           {{"parent", "public.t"}, {"bound", "DEFAULT"}},
                           {{table_key("p"), dependency_kind::carried}, {table_key("t")}}));
    all.push_back(declared(child(object_kind::index_partition, "p", "part"),
                           {{"parent", "public.i"}},
                           {{child(object_kind::index, "p", "part"), dependency_kind::carried},
                            {child(object_kind::index, "t", "i")}}));
  }
  return schema_of(std::move(all));
}

TEST(PostgresqlPlan, AnIndexThatTheServerCouldMistakeIsMadeAfterThePartitionIsAttached) {
  const std::vector<std::string> statements = plan(partition(false), partition(true));
  const auto place = [&](const char* begin) {
    const auto found = std::find_if(statements.begin(), statements.end(),
                                    [&](const auto& each) { return each.starts_with(begin); });
    EXPECT_NE(found, statements.end()) << begin;
    return found - statements.begin();
  };
  const auto attach = place("ALTER TABLE ONLY public.t ATTACH PARTITION");
  EXPECT_LT(place("DROP INDEX public.own"), attach);
  EXPECT_LT(place("CREATE INDEX part"), attach);
  EXPECT_GT(place("CREATE INDEX own"), attach);
}

TEST(PostgresqlPlan, WhatEverybodyHasByDefaultStaysWhenMoreIsTakenBack) {
  const object_key key{object_kind::schema, {}, {}, "public", {}};
  const database_schema usual(dialect::postgresql, {declared(key)});
  const database_schema more(dialect::postgresql,
                             {declared(key, {{"grants", "ALL TO ada\nALL TO PUBLIC"}})});
  EXPECT_THAT(plan(usual, more), ElementsAre("REVOKE ALL ON SCHEMA public FROM PUBLIC",
                                             "GRANT ALL ON SCHEMA public TO ada",
                                             "GRANT ALL ON SCHEMA public TO PUBLIC"));
  EXPECT_THAT(plan(more, usual), ElementsAre("REVOKE ALL ON SCHEMA public FROM ada",
                                             "REVOKE ALL ON SCHEMA public FROM PUBLIC",
                                             "GRANT USAGE ON SCHEMA public TO PUBLIC"));
}

TEST(PostgresqlPlan, TheSchemaPublicGetsItsUsualCommentBack) {
  const object_key key{object_kind::schema, {}, {}, "public", {}};
  const database_schema usual(dialect::postgresql, {declared(key)});
  const database_schema other(dialect::postgresql, {declared(key, {{"comment", "ours"}})});
  EXPECT_THAT(plan(other, usual),
              ElementsAre("COMMENT ON SCHEMA public IS 'standard public schema'"));
}

TEST(PostgresqlPlan, AColumnOfATypedTableGetsItsDefaultAfterTheType) {
  const object_key type{object_kind::composite_type, "public", {}, "c", {}};
  const auto schema = [&](bool more) {
    std::vector<schema_object> all = {
        declared(type), declared(child(object_kind::type_attribute, "c", "a"), {{"type", "text"}}),
        declared(table_key("t"), {{"of_type", "public.c"}}, {{type, dependency_kind::normal}}),
        column("t", "a", "text")};
    if (more) {
      all.push_back(declared(child(object_kind::type_attribute, "c", "b"), {{"type", "text"}}));
      all.push_back(declared(column_key("t", "b"), {{"type", "text"}}));
      all.push_back(
          declared(child(object_kind::column_default, "t", "b"), {{"expression", "'x'"}}));
    }
    return schema_of(std::move(all));
  };
  EXPECT_THAT(plan(schema(false), schema(true)),
              ElementsAre("ALTER TYPE public.c ADD ATTRIBUTE b text CASCADE",
                          "ALTER TABLE ONLY public.t ALTER COLUMN b SET DEFAULT 'x'"));
}

}  // namespace
}  // namespace fz
