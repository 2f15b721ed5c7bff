#include "core/autogenerate/postgresql/plan.hpp"
#include "core/autogenerate/postgresql/stages.hpp"
#include "tests/schema/declared_schema.hpp"

#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

schema_object constraint(const char* table, const char* name, const char* definition) {
  return declared(child(object_kind::constraint, table, name), {{"definition", definition}});
}

schema_object index(const char* table, const char* name, const char* definition) {
  return declared(child(object_kind::index, table, name), {{"definition", definition}});
}

schema_object not_null(const char* table, const char* name) {
  return declared(column_key(table, name), {{"type", "integer"}, {"not_null", "yes"}});
}

database_schema table_t(std::vector<schema_object> more) {
  std::vector<schema_object> all = {declared(table_key("t")), column("t", "b", "integer")};
  for (schema_object& each : more) all.push_back(std::move(each));
  return schema_of(std::move(all));
}

/// The stages as text: "tx:" or "off:", then the statements.
std::vector<std::string> online(const database_schema& from, const database_schema& to) {
  std::vector<std::string> texts;
  const schema_plan plan = postgresql::plan_changes(from, to);
  for (const plan_stage& stage : postgresql::online_stages(plan, from, to)) {
    std::string text = stage.transactional ? "tx:" : "off:";
    for (const planned_statement& each : stage.statements) text += " " + each.sql + ";";
    texts.push_back(std::move(text));
  }
  return texts;
}

TEST(PostgresqlStages, AnIndexIsBuiltAndDroppedWhileOthersWrite) {
  const auto without = table_t({});
  const auto with = table_t({index("t", "i", "CREATE INDEX i ON public.t USING btree (b)")});
  EXPECT_THAT(online(without, with),
              ElementsAre("off: CREATE INDEX CONCURRENTLY i ON public.t USING btree (b);"));
  EXPECT_THAT(online(with, without), ElementsAre("off: DROP INDEX CONCURRENTLY public.i;"));
}

TEST(PostgresqlStages, ACheckIsValidatedInALaterTransaction) {
  const auto to = table_t({constraint("t", "c", "CHECK ((b > 0))")});
  EXPECT_THAT(online(table_t({}), to),
              ElementsAre("tx: ALTER TABLE public.t ADD CONSTRAINT c CHECK ((b > 0)) NOT VALID;",
                          "tx: ALTER TABLE public.t VALIDATE CONSTRAINT c;"));
}

TEST(PostgresqlStages, AKeyIsAddedByAnIndexThatWasBuiltBefore) {
  const auto to = table_t({constraint("t", "u", "UNIQUE (b) DEFERRABLE")});
  EXPECT_THAT(
      online(table_t({}), to),
      ElementsAre("off: CREATE UNIQUE INDEX CONCURRENTLY u ON public.t (b);",
                  "tx: ALTER TABLE public.t ADD CONSTRAINT u UNIQUE USING INDEX u DEFERRABLE;"));
}

TEST(PostgresqlStages, NotNullIsSetAfterAValidatedCheck) {
  const auto from = schema_of({declared(table_key("t")), column("t", "b", "integer")});
  const auto to = schema_of({declared(table_key("t")), not_null("t", "b")});
  EXPECT_THAT(online(from, to),
              ElementsAre("tx: ALTER TABLE public.t ADD CONSTRAINT fz_not_null_b CHECK (b IS NOT "
                          "NULL) NOT VALID;",
                          "tx: ALTER TABLE public.t VALIDATE CONSTRAINT fz_not_null_b; ALTER TABLE "
                          "public.t ALTER COLUMN b SET NOT NULL; ALTER TABLE public.t DROP "
                          "CONSTRAINT fz_not_null_b;"));
}

TEST(PostgresqlStages, ANewTableNeedsNoOtherForms) {
  std::vector<schema_object> all = {declared(table_key("n")), column("n", "a", "integer"),
                                    index("n", "i", "CREATE INDEX i ON public.n (a)"),
                                    constraint("n", "c", "CHECK ((a > 0))")};
  const auto stages = online(schema_of({}), schema_of(std::move(all)));
  ASSERT_EQ(stages.size(), 1u);
  EXPECT_THAT(stages[0], HasSubstr("CREATE INDEX i ON"));
}

TEST(PostgresqlStages, APartitionedTableIsChangedPlainly) {
  const auto partitioned = [](std::vector<schema_object> more) {
    std::vector<schema_object> all = {declared(table_key("t"), {{"partition_key", "LIST (b)"}}),
                                      column("t", "b", "integer")};
    for (schema_object& each : more) all.push_back(std::move(each));
    return schema_of(std::move(all));
  };
  const auto to = partitioned({index("t", "i", "CREATE INDEX i ON ONLY public.t (b)")});
  EXPECT_THAT(online(partitioned({}), to), ElementsAre("tx: CREATE INDEX i ON ONLY public.t (b);"));
}

TEST(PostgresqlStages, WhatNeedsALateObjectComesLate) {
  const auto key = child(object_kind::constraint, "t", "u");
  const auto reference = declared(child(object_kind::foreign_key, "n", "f"),
                                  {{"definition", "FOREIGN KEY (a) REFERENCES public.t(b)"}},
                                  {{key, dependency_kind::normal}});
  const auto to = table_t({constraint("t", "u", "UNIQUE (b)"), declared(table_key("n")),
                           column("n", "a", "integer"), reference});
  const auto stages = online(table_t({}), to);
  ASSERT_EQ(stages.size(), 3u);
  EXPECT_THAT(stages[0], HasSubstr("CREATE TABLE public.n"));
  EXPECT_THAT(stages[2], HasSubstr("USING INDEX u; ALTER TABLE public.n ADD CONSTRAINT f"));
}

TEST(PostgresqlStages, ANewValueOfAnEnumIsUsedAfterACommit) {
  schema_plan plan(3);
  plan[0].object = {object_kind::enum_type, "public", {}, "e", {}};
  plan[0].sql = "ALTER TYPE public.e ADD VALUE 'b'";
  plan[1].object = table_key("t");
  plan[1].sql = "CREATE TABLE public.t ()";
  plan[2].object = child(object_kind::column_default, "u", "a");
  plan[2].sql = "ALTER TABLE public.u ALTER COLUMN a SET DEFAULT 'b'";
  plan[2].commit_before = true;
  for (const auto& stages : {postgresql::plain_stages(plan),
                             postgresql::online_stages(plan, schema_of({}), schema_of({}))}) {
    ASSERT_EQ(stages.size(), 2u);
    EXPECT_EQ(stages[0].statements.size(), 2u);
    EXPECT_EQ(stages[1].statements.size(), 1u);
  }
  plan[2].commit_before = false;
  EXPECT_EQ(postgresql::plain_stages(plan).size(), 1u);
}

}  // namespace
}  // namespace fz
