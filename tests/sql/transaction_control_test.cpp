#include "core/sql/transaction_control.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace fz {

void PrintTo(const transaction_control& found, std::ostream* out) {
  *out << static_cast<int>(found.effect) << " '" << found.words << "'";
}

namespace {

constexpr auto sqlite = dialect::sqlite;
constexpr auto postgresql = dialect::postgresql;
constexpr auto controls = transaction_effect::controls;
constexpr auto refused = transaction_effect::refused_inside;

void expect(dialect d, const char* sql, const transaction_control& expected) {
  EXPECT_EQ(find_transaction_control(sql, d), expected) << sql;
}

TEST(TransactionControl, WhatBeginsOrEndsATransactionIsFoundInBothDialects) {
  for (const dialect d : {sqlite, postgresql}) {
    expect(d, "begin", {controls, "BEGIN"});
    expect(d, "BEGIN IMMEDIATE", {controls, "BEGIN"});
    expect(d, "/* c */ Commit /* d */ AND CHAIN", {controls, "COMMIT"});
    expect(d, "END TRANSACTION", {controls, "END"});
    expect(d, "ROLLBACK", {controls, "ROLLBACK"});
    expect(d, "ROLLBACK WORK", {controls, "ROLLBACK"});
  }
  expect(postgresql, "START -- now\n TRANSACTION ISOLATION LEVEL SERIALIZABLE",
         {controls, "START TRANSACTION"});
  expect(postgresql, "ABORT", {controls, "ABORT"});
  expect(postgresql, "PREPARE TRANSACTION 'x'", {controls, "PREPARE TRANSACTION"});
}

TEST(TransactionControl, SavepointsAndOrdinaryStatementsAreNone) {
  for (const dialect d : {sqlite, postgresql}) {
    for (const char* sql :
         {"", "-- only a comment", "ROLLBACK TO a", "ROLLBACK TRANSACTION TO SAVEPOINT a",
          "SAVEPOINT a", "RELEASE a", "SELECT 1", "CREATE INDEX i ON t (concurrently)",
          "CREATE TABLE vacuum_log (a)", "INSERT INTO t VALUES ('COMMIT')", "\"commit\"",
          "DROP INDEX i", "DROP TABLE t", "CREATE UNIQUE INDEX i ON t (a)", "REINDEX TABLE t"}) {
      expect(d, sql, {});
    }
  }
}

TEST(TransactionControl, SqliteRefusals) {
  expect(sqlite, "VACUUM INTO 'x'", {refused, "VACUUM"});
  expect(sqlite, "DETACH DATABASE a", {refused, "DETACH"});
  expect(sqlite, "PRAGMA journal_mode = WAL", {refused, "PRAGMA journal_mode"});
  expect(sqlite, "pragma main.journal_mode=wal", {refused, "PRAGMA journal_mode"});
  expect(sqlite, "PRAGMA synchronous(1)", {refused, "PRAGMA synchronous"});
  expect(sqlite, "PRAGMA foreign_keys(ON)",
         {transaction_effect::ignored_inside, "PRAGMA foreign_keys"});
  expect(sqlite, "PRAGMA journal_mode", {});
  expect(sqlite, "PRAGMA user_version = 3", {});
  expect(sqlite, "PRAGMA = 1", {});
  expect(sqlite, "ABORT", {});
  expect(sqlite, "CREATE DATABASE d", {});
}

TEST(TransactionControl, PostgresqlRefusals) {
  expect(postgresql, "CREATE INDEX CONCURRENTLY i ON t (a)",
         {refused, "CREATE INDEX CONCURRENTLY"});
  expect(postgresql, "create unique index concurrently on t (a)",
         {refused, "CREATE INDEX CONCURRENTLY"});
  expect(postgresql, "DROP INDEX CONCURRENTLY IF EXISTS i", {refused, "DROP INDEX CONCURRENTLY"});
  expect(postgresql, "REINDEX INDEX CONCURRENTLY i", {refused, "REINDEX CONCURRENTLY"});
  expect(postgresql, "REINDEX (CONCURRENTLY, VERBOSE) TABLE t", {refused, "REINDEX CONCURRENTLY"});
  expect(postgresql, "REINDEX (VERBOSE) DATABASE d", {refused, "REINDEX DATABASE"});
  expect(postgresql, "REINDEX SCHEMA s", {refused, "REINDEX SCHEMA"});
  expect(postgresql, "REINDEX SYSTEM d", {refused, "REINDEX SYSTEM"});
  expect(postgresql, "CREATE DATABASE d", {refused, "CREATE DATABASE"});
  expect(postgresql, "DROP DATABASE d", {refused, "DROP DATABASE"});
  expect(postgresql, "CREATE TABLESPACE t LOCATION '/x'", {refused, "CREATE TABLESPACE"});
  expect(postgresql, "DROP TABLESPACE t", {refused, "DROP TABLESPACE"});
  expect(postgresql, "ALTER DATABASE \"d\" SET TABLESPACE t",
         {refused, "ALTER DATABASE SET TABLESPACE"});
  expect(postgresql, "ALTER SYSTEM SET a = 1", {refused, "ALTER SYSTEM"});
  expect(postgresql, "ALTER TABLE s.t DETACH PARTITION p CONCURRENTLY",
         {refused, "ALTER TABLE DETACH PARTITION CONCURRENTLY"});
  expect(postgresql, "VACUUM (FULL) t", {refused, "VACUUM"});
  expect(postgresql, "CLUSTER", {refused, "CLUSTER"});
  expect(postgresql, "CLUSTER VERBOSE", {refused, "CLUSTER"});
  expect(postgresql, "CLUSTER (VERBOSE)", {refused, "CLUSTER"});
  expect(postgresql, "CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p",
         {refused, "CREATE SUBSCRIPTION"});
  expect(postgresql, "DISCARD ALL", {refused, "DISCARD ALL"});
  expect(postgresql, "COMMIT PREPARED 'x'", {refused, "COMMIT PREPARED"});
  expect(postgresql, "ROLLBACK PREPARED 'x'", {refused, "ROLLBACK PREPARED"});
}

TEST(TransactionControl, PostgresqlTakesTheseInside) {
  for (const char* sql :
       {"ALTER TYPE t ADD VALUE 'x'", "ALTER TABLE t DETACH PARTITION p", "CLUSTER t",
        "CLUSTER (VERBOSE) t USING i", "ALTER DATABASE d SET a = 1", "DISCARD PLANS",
        "PREPARE p AS SELECT 1",
        "CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p WITH (connect = false)",
        "PRAGMA foreign_keys = 1"}) {
    expect(postgresql, sql, {});
  }
}

}  // namespace
}  // namespace fz
