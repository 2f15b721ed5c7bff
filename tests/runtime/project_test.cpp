#include "core/runtime/project.hpp"

#include "core/util/error.hpp"
#include "tests/runtime/project.hpp"
#include "tests/support/co_test.hpp"
#include "tests/support/failure_of.hpp"

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::Contains;
using testing::HasSubstr;

struct written : temporary_folder, revision_folder {
  thread_pool pool{1};
  recording_reporter log;

  written() : revision_folder(path() / "migrations") {}

  task<project> read() {
    config settings;
    settings.alembic.script_location = path() / "migrations";
    co_return co_await read_project(settings, coded, pool, log);
  }
};

CO_TEST(Project, HasTheRevisionsOfFilesAndThoseInCode) {
  written w;
  w.write("a", "", "-- fz:upgrade\n");
  code_migration coded;
  coded.revision.id = "b";
  coded.revision.down_revisions = {"a"};
  coded.upgrade = [](sync_connection&) {};
  w.coded.push_back(coded);
  const project p = co_await w.read();
  EXPECT_TRUE(p.map().find("a").has_value());
  EXPECT_TRUE(p.map().find("b").has_value());
  EXPECT_EQ(p.map().heads().size(), 1u);
}

CO_TEST(Project, WarnsOfFilesThatAreNoRevisions) {
  written w;
  write_file(w.versions / "notes.txt", "", existing_file::replace);
  co_await w.read();
  EXPECT_THAT(w.log.lines, Contains(HasSubstr("notes.txt is not a revision file")));
}

CO_TEST(Project, ThatIsBrokenIsNotRead) {
  written w;
  w.write("a", "gone", "-- fz:upgrade\n");
  const error said = co_await failure_of(w.read());
  EXPECT_THAT(said.what(), HasSubstr("gone"));
}

CO_TEST(Project, ReadsTheBodyOfAFileOnceAsLongAsTheFileStaysAsItWas) {
  written w;
  w.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x);\n");
  const project p = co_await w.read();
  const plan way = make_plan(p.map(), {}, direction::upgrade, "head", "alembic_version");
  const auto script = [&] {
    return std::get<script_ptr>(p.scripts().load(way.steps.front(), dialect::sqlite).work);
  };
  const script_ptr first = script();
  EXPECT_EQ(script(), first);
  w.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x, y);\n");
  EXPECT_NE(script(), first);
}

CO_TEST(Project, HasItsTablesInAnotherSchemaWhereThatIsAsked) {
  written w;
  const project p = co_await w.read();
  EXPECT_EQ(p.ledger_for(dialect::postgresql).versions().qualified_name(), "alembic_version");
  EXPECT_EQ(p.ledger_for(dialect::postgresql, "acme").versions().qualified_name(),
            "acme.alembic_version");
}

TEST(ConfiguredTables, AreNamedByTheConfiguration) {
  config settings;
  settings.alembic.version_table = "versions";
  settings.alembic.version_table_schema = "app";
  EXPECT_EQ(configured_version_table(settings).qualified_name(), "app.versions");
  EXPECT_FALSE(configured_audit_table(settings).has_value());
  settings.alembic.audit_table = "trail";
  EXPECT_EQ(configured_audit_table(settings)->name(), "trail");
}

}  // namespace
}  // namespace fz
