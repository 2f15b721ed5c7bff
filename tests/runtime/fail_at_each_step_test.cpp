// Every statement of a run fails once: whichever it is, the database stands at a boundary, and the
// same command finishes the work.
#include "tests/runtime/fail_at_each_step.hpp"

#include "tests/support/co_test.hpp"
#include "tests/support/postgresql_server.hpp"

namespace fz {
namespace {

struct sqlite_file final : breakable_database {
  connector open() override { return sqlite::connector_for({db.file}, db.pool); }

  temporary_database db;
};

struct postgresql_database final : breakable_database {
  connector open() override { return postgresql::connector_for(db.options, db.pool, db.reporter); }

  temporary_postgresql db;
};

std::unique_ptr<breakable_database> new_file() { return std::make_unique<sqlite_file>(); }

std::unique_ptr<breakable_database> new_database() {
  return std::make_unique<postgresql_database>();
}

void for_sqlite(test_project& p) { write_breakable_revisions(p, "VACUUM", "VACUUM"); }

void for_postgresql(test_project& p) {
  write_breakable_revisions(p, "CREATE INDEX CONCURRENTLY i_c ON c (x)",
                            "DROP INDEX CONCURRENTLY i_c");
}

/// The same with steps that change the session: `set_up` in the one that runs outside of a
/// transaction, where what comes after it needs it still.
void write_session_changes(test_project& p, const std::string& set_up, const std::string& lonely) {
  write_breakable_revisions(p, set_up + ";\n" + lonely, lonely);
  p.write("a", "",
          "-- fz:upgrade\nCREATE TABLE a (x INTEGER);\nINSERT INTO log VALUES ('a');\n" + set_up +
              ";\nCREATE TEMP TABLE scratch (x INTEGER);\n"
              "-- fz:downgrade\nDELETE FROM log WHERE what = 'a';\nDROP TABLE a;\n");
}

run_to_break downgrade() { return {direction::downgrade, "base", "::"}; }

CO_TEST(FailAtEachStep, OfAnUpgrade) { return fail_at_each_step({}, new_file, for_sqlite); }

CO_TEST(FailAtEachStep, OfADowngrade) {
  return fail_at_each_step(downgrade(), new_file, for_sqlite);
}

CO_TEST(FailAtEachStep, OfARunInOneTransaction) {
  const auto in_one = [](test_project& p) {
    for_sqlite(p);
    p.write("c", "b",
            "-- fz:upgrade\nCREATE TABLE c (x INTEGER);\nINSERT INTO log VALUES ('c');\n");
    p.scope = transaction_scope::all;
  };
  return fail_at_each_step({}, new_file, in_one);
}

POSTGRESQL_TEST(PostgresqlFailAtEachStep, OfAnUpgrade) {
  return fail_at_each_step({}, new_database, for_postgresql);
}

CO_TEST(FailAtEachStep, OfStepsThatChangeTheSession) {
  const auto write = [](test_project& p) {
    write_session_changes(p, "PRAGMA recursive_triggers = ON", "VACUUM");
  };
  return fail_at_each_step({}, new_file, write);
}

POSTGRESQL_TEST(PostgresqlFailAtEachStep, OfStepsThatChangeTheSession) {
  const auto write = [](test_project& p) {
    write_session_changes(p, "SET search_path = public, pg_temp", "VACUUM log");
  };
  return fail_at_each_step({}, new_database, write);
}

POSTGRESQL_TEST(PostgresqlFailAtEachStep, OfADowngrade) {
  return fail_at_each_step(downgrade(), new_database, for_postgresql);
}

}  // namespace
}  // namespace fz
