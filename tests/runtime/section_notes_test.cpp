// A commit costs more than most statements: how many transactions write for the notes of sections
// outside of transactions.
#include "core/runtime/section_notes.hpp"

#include "tests/runtime/postgresql_project.hpp"

#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace fz {
namespace {

using testing::HasSubstr;

struct counted_project : postgresql_project {
  /// How many transactions have written since the last call, without the one that asks.
  task<int> writes() {
    const int now = std::stoi(co_await value("SELECT pg_current_xact_id()::text"));
    const int since = now - last_ - 1;
    last_ = now;
    co_return since;
  }

  /// Applies one more revision outside of transactions, with these statements.
  task<int> applied(const std::vector<std::string>& sections) {
    for (const std::string& statements : sections) {
      const std::string id = "r" + std::to_string(++number_);
      write(id, number_ == 1 ? "" : "r" + std::to_string(number_ - 1),
            "-- fz:upgrade transaction=off\n" + statements + "\n");
    }
    co_await writes();
    co_await upgrade();
    co_return co_await writes();
  }

  /// The same statement by itself.
  task<int> alone(std::string sql) {
    co_await writes();
    co_await execute(std::move(sql));
    co_return co_await writes();
  }

 private:
  int last_ = 0;
  int number_ = 0;
};

constexpr int journal_made = 1;
constexpr int version_row = 1;

using sections = std::vector<std::string>;

const sections made_table = {"CREATE TABLE t (x int);"};  // and the version table with it

POSTGRESQL_TEST(PostgresqlSectionNotes, AreCommittedWithTheirStatements) {
  counted_project p;
  co_await p.applied(made_table);
  const sections one = {"INSERT INTO t VALUES (1);"};
  EXPECT_EQ(co_await p.applied(one), 1);
  const sections three = {
      "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\nINSERT INTO t VALUES (3);"};
  EXPECT_EQ(co_await p.applied(three), journal_made + 3);
}

POSTGRESQL_TEST(PostgresqlSectionNotes, OneComesBeforeAStatementThatRunsAlone) {
  counted_project p;
  co_await p.applied(made_table);
  const int index = co_await p.alone("CREATE INDEX CONCURRENTLY i ON t (x)");
  const sections one = {"CREATE INDEX CONCURRENTLY i1 ON t (x);"};
  EXPECT_EQ(co_await p.applied(one), 1 + index + version_row);
  const sections two = {
      "CREATE INDEX CONCURRENTLY i2 ON t (x);\nCREATE INDEX CONCURRENTLY i3 ON t (x);"};
  EXPECT_EQ(co_await p.applied(two), 2 * (1 + index) + version_row);
  const sections mixed = {
      "INSERT INTO t VALUES (1);\nCREATE INDEX CONCURRENTLY i4 ON t (x);\n"
      "INSERT INTO t VALUES (2);"};
  EXPECT_EQ(co_await p.applied(mixed), journal_made + 1 + index + 1 + 1);
}

POSTGRESQL_TEST(PostgresqlSectionNotes, OfOneRunShareTheTable) {
  counted_project p;
  co_await p.applied(made_table);
  const int index = co_await p.alone("CREATE INDEX CONCURRENTLY i ON t (x)");
  const sections three = {"CREATE INDEX CONCURRENTLY i1 ON t (x);", "SELECT 1;",
                          "CREATE INDEX CONCURRENTLY i2 ON t (x);"};
  EXPECT_EQ(co_await p.applied(three), 2 * (1 + index + version_row) + 1);
  EXPECT_EQ(co_await p.value("SELECT (to_regclass('alembic_version_journal') IS NULL)::int"), "1");
}

/// In a table with a row, an index on what this gives can only be built while no lock_timeout
/// holds.
constexpr const char* needs_patience =
    "CREATE TABLE seen (n int, setting text);\n"
    "INSERT INTO seen VALUES (0, '');\n"
    "CREATE TABLE t AS SELECT 1 AS n;\n"
    "CREATE FUNCTION f(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN"
    " IF current_setting('lock_timeout') <> '0' THEN RAISE 'lock_timeout is %',"
    " current_setting('lock_timeout'); END IF; RETURN $1; END $$;\n";

constexpr const char* note_setting =
    "INSERT INTO seen SELECT max(n) + 1, current_setting('lock_timeout') FROM seen;\n";

// What works CONCURRENTLY blocks nobody while it waits. The section's own setting is back after it.
POSTGRESQL_TEST(PostgresqlSectionNotes, TakeLockTimeoutAwayWhereItWouldOnlyDoHarm) {
  counted_project p;
  p.write("r0", "", "-- fz:upgrade\n" + std::string(needs_patience));
  co_await p.upgrade();
  const std::string look = note_setting;
  const std::string mixed = "SET lock_timeout = '7s';\n" + look +
                            "CREATE INDEX CONCURRENTLY i1 ON t (f(n));\n" + look +
                            "CREATE INDEX CONCURRENTLY i2 ON t (f(n));\n"
                            "DROP INDEX CONCURRENTLY i1;\n"
                            "CREATE INDEX CONCURRENTLY IF NOT EXISTS i3 ON t (f(n));\n" +
                            look + "DROP INDEX CONCURRENTLY i2;\nBEGIN;\n" + look + "COMMIT;\n";
  p.write("r1", "r0", "-- fz:upgrade transaction=off\n" + mixed);
  co_await p.upgrade();
  EXPECT_EQ(co_await p.value("SELECT string_agg(setting, ' ' ORDER BY n) FROM seen WHERE n > 0"),
            "7s 7s 7s 7s");
}

// The table may be left behind by a run that was killed between two sections.
POSTGRESQL_TEST(PostgresqlSectionNotes, AnEmptyJournalIsRemoved) {
  counted_project p;
  co_await p.applied(made_table);
  const journal notes(version_table("alembic_version"), dialect::postgresql);
  co_await p.execute(notes.creation().sql);
  const sections one = {"CREATE INDEX CONCURRENTLY i1 ON t (x);"};
  co_await p.applied(one);
  EXPECT_EQ(co_await p.value("SELECT (to_regclass('alembic_version_journal') IS NULL)::int"), "1");
}

POSTGRESQL_TEST(PostgresqlSectionNotes, ARunThatFailsBetweenSectionsLeavesNoTable) {
  counted_project p;
  p.write("a", "", "-- fz:upgrade transaction=off\nVACUUM;\nVACUUM;\n");
  p.write("b", "a", "-- fz:upgrade\nSELECT 1 / 0;\n");
  p.write("c", "b", "-- fz:upgrade transaction=off\nVACUUM;\n");
  const run_outcome ended = co_await p.try_upgrade();
  EXPECT_EQ(failure_in(ended).revision, "b");
  EXPECT_EQ(co_await p.value("SELECT (to_regclass('alembic_version_journal') IS NULL)::int"), "1");
}

POSTGRESQL_TEST(PostgresqlSectionNotes, OfAStatementThatFailedSayWhatIsLeft) {
  counted_project p;
  co_await p.execute("CREATE TABLE log (n int)");
  p.write("a", "",
          "-- fz:upgrade transaction=off\nSELECT 1;\nDO $$ BEGIN INSERT INTO log VALUES (1); "
          "COMMIT; RAISE EXCEPTION 'no'; END $$;\n");
  const run_failure failed = failure_in(co_await p.try_upgrade());
  EXPECT_EQ(failed.fate, step_fate::partly_kept);
  EXPECT_EQ(failed.kept_statements, 1u);
  EXPECT_EQ(failed.unfinished.statement, 2u);
  EXPECT_FALSE(failed.unfinished.is_in_doubt);
  EXPECT_THAT(failed.unfinished.leftovers,
              testing::ElementsAre(leftover{leftover::kind::part_of_its_work}));
  EXPECT_EQ(co_await p.value("SELECT done || '/' || started || '/' || broken_off"
                             " FROM alembic_version_journal"),
            "1/2/1");
}

}  // namespace
}  // namespace fz
