#include "core/autogenerate/postgresql/renames.hpp"
#include "tests/schema/declared_schema.hpp"

#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace fz::postgresql {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> read(const char* sql) {
  std::vector<std::string> found;
  for (const written_rename& each : renames_in(sql)) {
    found.push_back(each.word + " " + each.schema + "." + each.name + " " + each.column + "<" +
                    each.from);
  }
  return found;
}

std::vector<std::string> statements(const std::vector<rename_statement>& renames) {
  std::vector<std::string> found;
  for (const rename_statement& each : renames) {
    found.push_back(each.sql);
    found.push_back(each.undo);
  }
  return found;
}

TEST(PostgresqlRenames, AreReadFromTheLineOfATableOrAColumn) {
  EXPECT_THAT(read("CREATE TABLE app.people ( -- fz:renamed from=users\n"
                   "  id integer, -- nothing\n"
                   "  full_name text NOT NULL, -- fz:renamed from=name\n"
                   "  -- fz:renamed from=\"Mail\"\n"
                   "  email text, CHECK (id > 0) -- other\n"
                   ");"),
              ElementsAre("TABLE app.people <users", "COLUMN app.people full_name<name",
                          "COLUMN app.people email<Mail"));
}

TEST(PostgresqlRenames, AreReadBeforeAStatementAndOnItsLine) {
  EXPECT_THAT(read("-- fz:renamed from=old_view\nCREATE OR REPLACE VIEW v AS SELECT 1;\n"
                   "CREATE UNIQUE INDEX IF NOT EXISTS i /* fz:renamed from=j */ ON t (a);\n"
                   "CREATE MATERIALIZED VIEW m AS SELECT 1; -- fz:renamed from=late\n"
                   "CREATE TYPE mood AS ENUM ('a'); SELECT '-- fz:renamed from=no';"),
              ElementsAre("VIEW .v <old_view", "INDEX .i <j", "TYPE .mood <late"));
}

TEST(PostgresqlRenames, ATextWithoutSuchACommentHasNone) {
  EXPECT_THAT(read("CREATE TABLE t (a int); -- fz:rename from=x"), IsEmpty());
}

TEST(PostgresqlRenames, ATableIsRenamedBeforeItsColumns) {
  const auto from = schema_of({declared(table_key("users")), column("users", "name", "text")});
  const auto to = schema_of({declared(table_key("people")), column("people", "full", "text")});
  const std::vector<written_rename> both = {{"COLUMN", "", "people", "full", "name"},
                                            {"TABLE", "", "people", "", "users"}};
  EXPECT_THAT(statements(rename_statements(both, from, to)),
              ElementsAre("ALTER TABLE public.users RENAME TO people",
                          "ALTER TABLE public.people RENAME TO users",
                          "ALTER TABLE public.people RENAME COLUMN name TO \"full\"",
                          "ALTER TABLE public.people RENAME COLUMN \"full\" TO name"));
  EXPECT_THAT(rename_statements(both, to, to), IsEmpty()) << "it has been renamed";
}

TEST(PostgresqlRenames, KeysFollowIfTheySayTheSame) {
  const auto table = [](const char* key) {
    return schema_of(
        {declared(table_key("t")), column("t", "a", "integer"),
         declared(child(object_kind::constraint, "t", key), {{"definition", "PRIMARY KEY (a)"}})});
  };
  EXPECT_THAT(statements(follow_up_renames(table("old_pkey"), table("t_pkey"))),
              ElementsAre("ALTER TABLE public.t RENAME CONSTRAINT old_pkey TO t_pkey",
                          "ALTER TABLE public.t RENAME CONSTRAINT t_pkey TO old_pkey"));
}

}  // namespace
}  // namespace fz::postgresql
