#include "core/sql/statement_traits.hpp"

#include "core/sql/sql_scanner.hpp"
#include "core/util/text.hpp"
#include "tests/sql/traits_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace fz {
namespace {

struct row {
  const char* sql;
  const char* traits;  // see traits_text()
};

/// What statements do, to be read as documentation:
///
///     NAME:              the words for a message
///     begins, commits, rolls back, prepares, savepoint, chain
///                        what it does to the transaction around it
///     refused inside, ignored inside, first
///                        how it gets on with one; "first": before any query
///     may commit, alone  it may commit in its middle; no note may share its transaction
///     concurrent         it waits for other transactions
///     new index <i> …    what recovery has to look up
///     session, transaction
///                        it changes what lasts longer, or until the transaction ends; with a
///                        question mark: it may, as it runs code that is not in its text
///     set-up             it only prepares the session
///     name='value'       what it sets
///     search_path, role, temporary, forgets
///                        what of the session it changes
///     from client, to client, needless, \\name of a command
const std::vector<row> on_postgresql = {
    // Ordinary statements
    {"SELECT 1", ""},
    {"CREATE TABLE t (a int DEFAULT 1)", ""},
    {"CREATE TABLE vacuum_log (a int)", ""},
    {"CREATE TABLE \"temp\" (\"begin\" int, \"concurrently\" text)", ""},
    {"ALTER TABLE t ADD COLUMN a varchar(20)", ""},
    {"ALTER TYPE mood ADD VALUE 'sad'", ""},
    {"ALTER DATABASE d SET search_path = a", ""},
    {"ALTER ROLE r SET statement_timeout = 0", ""},
    {"DROP INDEX i", ""},
    {"DROP TABLE t", ""},
    {"CREATE UNIQUE INDEX i ON t (concurrently)", ""},
    {"REINDEX TABLE t", "reindex table <t>"},
    {"CLUSTER t USING i", ""},
    {"INSERT INTO t VALUES ('COMMIT'), ('set_config(''a'', ''b'', false)')", ""},
    {"INSERT INTO t SELECT f(a) FROM u", ""},
    {"UPDATE t SET a = lower(b) WHERE rate_limit > 1", ""},
    {"LOCK TABLE t IN EXCLUSIVE MODE", ""},
    {"COMMENT ON TABLE t IS 'SET search_path = x'", ""},
    {"NOTIFY channel", ""},
    {"\"commit\"", ""},
    {"PRAGMA foreign_keys = 1", ""},
    {"", ""},
    {"-- only a comment", ""},

    // Transactions
    {"begin", "BEGIN:, begins, alone"},
    {"BEGIN ISOLATION LEVEL SERIALIZABLE", "BEGIN:, begins, alone"},
    {"START -- now\n TRANSACTION READ ONLY", "START TRANSACTION:, begins, alone"},
    {"/* c */ Commit /* d */ WORK", "COMMIT:, commits, alone"},
    {"COMMIT AND CHAIN", "COMMIT:, commits, chain, alone"},
    {"COMMIT AND NO CHAIN", "COMMIT:, commits, alone"},
    {"END TRANSACTION", "END:, commits, alone"},
    {"ROLLBACK", "ROLLBACK:, rolls back, alone"},
    {"ROLLBACK WORK AND CHAIN", "ROLLBACK:, rolls back, chain, alone"},
    {"ABORT AND CHAIN", "ABORT:, rolls back, chain, alone"},
    {"SAVEPOINT a", "SAVEPOINT:, savepoint"},
    {"RELEASE a", "RELEASE SAVEPOINT:, savepoint"},
    {"ROLLBACK TO a", "ROLLBACK TO SAVEPOINT:, savepoint"},
    {"ROLLBACK TRANSACTION TO SAVEPOINT a", "ROLLBACK TO SAVEPOINT:, savepoint"},
    {"PREPARE TRANSACTION 'x'", "PREPARE TRANSACTION:, prepares, alone"},
    {"COMMIT PREPARED 'x'", "COMMIT PREPARED:, refused inside, alone"},
    {"ROLLBACK PREPARED 'x'", "ROLLBACK PREPARED:, refused inside, alone"},
    {"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "first, transaction"},
    {"set local transaction isolation level repeatable read", "first, transaction"},
    {"SET transaction_isolation = 'serializable'", "first, transaction"},
    {"SET CONSTRAINTS ALL DEFERRED", "transaction"},

    // What a transaction refuses
    {"VACUUM (FULL) t", "VACUUM:, refused inside, alone"},
    {"CLUSTER", "CLUSTER:, refused inside, alone"},
    {"CLUSTER (VERBOSE)", "CLUSTER:, refused inside, alone"},
    {"ALTER SYSTEM SET work_mem = '1GB'", "ALTER SYSTEM:, refused inside, alone"},
    {"ALTER DATABASE \"d\" SET TABLESPACE t",
     "ALTER DATABASE SET TABLESPACE:, refused inside, alone"},
    {"DISCARD ALL",
     "DISCARD ALL:, refused inside, alone, session, set-up, all reset, search_path, role, forgets"},
    {"CREATE INDEX CONCURRENTLY i ON t (a)",
     "CREATE INDEX CONCURRENTLY:, refused inside, alone, concurrent, new index <i> of <t>"},
    {"create unique index concurrently if not exists \"I x\" on only s.\"T\" (a)",
     "CREATE INDEX CONCURRENTLY:, refused inside, alone, concurrent, new index <\"I x\"> of "
     "<s.\"T\"> if not exists"},
    {"CREATE INDEX CONCURRENTLY ON t (a)",
     "CREATE INDEX CONCURRENTLY:, refused inside, alone, concurrent, new index <> of <t>"},
    {"DROP INDEX CONCURRENTLY IF EXISTS s.i",
     "DROP INDEX CONCURRENTLY:, refused inside, alone, concurrent, index <s.i> if exists"},
    {"REINDEX INDEX CONCURRENTLY s.i",
     "REINDEX CONCURRENTLY:, refused inside, alone, concurrent, reindex index <s.i>"},
    {"REINDEX (CONCURRENTLY, VERBOSE) TABLE t",
     "REINDEX CONCURRENTLY:, refused inside, alone, concurrent, reindex table <t>"},
    {"REINDEX (VERBOSE) DATABASE d",
     "REINDEX DATABASE:, refused inside, alone, reindex database <d>"},
    {"REINDEX SCHEMA CONCURRENTLY s",
     "REINDEX SCHEMA:, refused inside, alone, concurrent, reindex schema <s>"},
    {"REINDEX SYSTEM d", "REINDEX SYSTEM:, refused inside, alone, reindex database <d>"},
    {"ALTER TABLE s.t DETACH PARTITION p CONCURRENTLY",
     "ALTER TABLE DETACH PARTITION CONCURRENTLY:, refused inside, alone, concurrent, detach <p> of "
     "<s.t>"},
    {"ALTER TABLE IF EXISTS ONLY t DETACH PARTITION s.p CONCURRENTLY",
     "ALTER TABLE DETACH PARTITION CONCURRENTLY:, refused inside, alone, concurrent, detach <s.p> "
     "of <t> if exists"},
    {"ALTER TABLE t DETACH PARTITION p FINALIZE", "concurrent"},
    {"ALTER TABLE t DETACH PARTITION p", ""},
    {"CREATE DATABASE d", "CREATE DATABASE:, refused inside, alone, new database <d>"},
    {"DROP DATABASE IF EXISTS \"D\"",
     "DROP DATABASE:, refused inside, alone, database <\"D\"> if exists"},
    {"CREATE TABLESPACE t LOCATION '/x'",
     "CREATE TABLESPACE:, refused inside, alone, new tablespace <t>"},
    {"DROP TABLESPACE t", "DROP TABLESPACE:, refused inside, alone, tablespace <t>"},
    {"CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p",
     "CREATE SUBSCRIPTION:, refused inside, alone, new subscription <s>"},
    {"CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p WITH (connect = false)",
     "new subscription <s>"},
    {"DROP SUBSCRIPTION s", "subscription <s>"},
    {"ALTER SUBSCRIPTION s REFRESH PUBLICATION",
     "ALTER SUBSCRIPTION with refresh:, refused inside, alone"},
    {"ALTER SUBSCRIPTION s SET PUBLICATION p",
     "ALTER SUBSCRIPTION with refresh:, refused inside, alone"},
    {"ALTER SUBSCRIPTION s SET PUBLICATION p WITH (refresh = false)", ""},
    {"ALTER SUBSCRIPTION s DISABLE", ""},

    // Settings
    {"SET search_path = a, \"B\"", "session, set-up, search_path='a, \"B\"', search_path"},
    {"SET SESSION search_path TO 'a'", "session, set-up, search_path='a', search_path"},
    {"set local SEARCH_PATH to a", "transaction, local search_path='a', search_path"},
    {"SET SCHEMA 'a'", "session, set-up, search_path='a', search_path"},
    {"SET lock_timeout = 0", "session, set-up, lock_timeout='0'"},
    {"SET lock_timeout TO DEFAULT", "session, set-up, lock_timeout reset"},
    {"SET my.own = 'it''s'", "session, set-up, my.own=''it''s''"},
    {"SET client_encoding = 'LATIN1'", "session, set-up, client_encoding='LATIN1'"},
    {"SET NAMES 'LATIN1'", "session, set-up, client_encoding='LATIN1'"},
    {"SET TIME ZONE 'UTC'", "session, set-up, timezone='UTC'"},
    {"SET standard_conforming_strings = off", "session, set-up, standard_conforming_strings='off'"},
    {"SET ROLE owner", "session, set-up, role='owner', role"},
    {"SET LOCAL ROLE owner", "transaction, local role='owner', role"},
    {"RESET ROLE", "session, set-up, role reset, role"},
    {"SET SESSION AUTHORIZATION ada", "session, set-up, session_authorization='ada', role"},
    {"SET LOCAL SESSION AUTHORIZATION ada", "transaction, local session_authorization='ada', role"},
    {"RESET SESSION AUTHORIZATION", "session, set-up, session_authorization reset, role"},
    {"SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "session, set-up"},
    {"RESET search_path", "session, set-up, search_path reset, search_path"},
    {"RESET ALL", "session, set-up, all reset, search_path"},
    {"RESET TIME ZONE", "session, set-up, timezone reset"},
    {"SELECT set_config('search_path', '', false)", "session, set-up, search_path='', search_path"},
    {"SELECT pg_catalog.set_config('search_path', '', true)",
     "transaction, local search_path='', search_path"},
    {"SELECT set_config('a.b', current_user, false)", "session, set-up, a.b=?"},
    {"SELECT set_config(name, value, false) FROM settings", "session, ?=?, search_path"},
    {"UPDATE t SET a = set_config('role', 'x', false)", "session, role='x', role"},
    {"CREATE TABLE t AS SELECT set_config('work_mem', '1GB', false)", "session, work_mem='1GB'"},
    {"CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ SELECT set_config('search_path', '', "
     "false) $$",
     ""},
    {"CREATE FUNCTION f() RETURNS int SET search_path = x LANGUAGE sql BEGIN ATOMIC SELECT 1; END",
     ""},

    // What else a session keeps
    {"PREPARE p AS SELECT 1", "session, set-up"},
    {"EXECUTE p (1)", "session?, transaction?"},
    {"DEALLOCATE p", "session, set-up"},
    {"DEALLOCATE PREPARE ALL", "session, set-up, forgets"},
    {"DISCARD TEMP", "session"},
    {"DISCARD PLANS", ""},
    {"LISTEN channel", "session, set-up"},
    {"UNLISTEN *", "session, set-up"},
    {"LOAD 'auto_explain'", "session, set-up"},
    {"DECLARE c CURSOR FOR SELECT 1", ""},
    {"DECLARE c CURSOR WITH HOLD FOR SELECT 1", "session"},
    {"SELECT pg_advisory_lock(1)", "session, set-up"},
    {"SELECT pg_try_advisory_lock_shared(1, 2)", "session, set-up"},
    {"SELECT pg_advisory_xact_lock(1)", ""},
    {"INSERT INTO t SELECT pg_advisory_lock(1)", "session"},
    {"CREATE TEMP TABLE t (a int)", "session, temporary"},
    {"CREATE LOCAL TEMPORARY TABLE t (a int)", "session, temporary"},
    {"CREATE TEMP TABLE t (a int) ON COMMIT DROP", "transaction"},
    {"CREATE OR REPLACE TEMP VIEW v AS SELECT 1", "session, temporary"},
    {"CREATE TEMPORARY SEQUENCE s", "session, temporary"},
    {"CREATE TABLE pg_temp.t (a int)", "session, temporary"},
    {"CREATE FUNCTION \"pg_temp\".f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
     "session, temporary"},
    {"SELECT a INTO TEMP t FROM u", "session, temporary"},
    {"SELECT a INTO t FROM u", ""},

    // Code
    {"CALL p()", "may commit, alone, session?, transaction?"},
    {"SELECT f()", "session?, transaction?"},
    {"SELECT \"F\"(1)", "session?, transaction?"},
    {"SELECT s.lower(a) FROM t", "session?, transaction?"},
    {"SELECT pg_catalog.lower(a) FROM t", ""},
    {"SELECT count(*), max(id) FROM t WHERE a IN (1, 2)", ""},
    {"SELECT setval('s', (SELECT max(id) FROM t))", ""},
    {"WITH w AS (SELECT f()) SELECT 1", "session?, transaction?"},
    {"WITH w (a) AS (DELETE FROM t RETURNING a) INSERT INTO u SELECT a FROM w", ""},
    {"(SELECT set_config('a.b', '1', false))", "session, a.b='1'"},
    {"VALUES (f())", "session?, transaction?"},
    {"EXPLAIN SELECT f()", ""},
    {"EXPLAIN ANALYZE SELECT f()", "session?, transaction?"},
    {"EXPLAIN (ANALYZE, COSTS off) SELECT set_config('a.b', '1', false)",
     "session, set-up, a.b='1'"},
    {"DO $$ BEGIN CREATE TYPE mood AS ENUM ('sad'); EXCEPTION WHEN duplicate_object THEN NULL; END "
     "$$",
     ""},
    {"DO $$ BEGIN UPDATE t SET a = 1; ALTER TABLE t ALTER a SET NOT NULL; END $$", ""},
    {"DO $$ BEGIN PERFORM f(); END $$", "session?, transaction?"},
    {"DO $$ BEGIN EXECUTE 'SET search_path = a'; END $$", "session?, transaction?, search_path"},
    {"DO $$ BEGIN SET search_path = a; END $$", "session, search_path='a', search_path"},
    {"DO $$ BEGIN IF true THEN SET LOCAL work_mem = '1GB'; END IF; END $$",
     "transaction, local work_mem='1GB'"},
    {"DO $$ BEGIN PERFORM set_config('a.b', '1', false); END $$", "session, a.b='1'"},
    {"DO $$ BEGIN INSERT INTO t VALUES (1); COMMIT; END $$", "may commit, alone"},
    {"DO $$ BEGIN CREATE TEMP TABLE x (a int) ON COMMIT DROP; END $$", "transaction"},
    {"DO $$ BEGIN CREATE TEMP TABLE x (a int); END $$", "session, temporary"},
    {"DO 'BEGIN SET ROLE ''x''; END' LANGUAGE plpgsql", "session, role='x', role"},
    {"DO LANGUAGE plpython3u $$ plpy.commit() $$", "may commit, alone, session?, transaction?"},

    // Data through the client
    {"COPY t (a) FROM STDIN", "from client"},
    {"copy (select 1 from stdin) to stdout with csv", "to client"},
    {"COPY t FROM '/tmp/x'", ""},
    {"COPY t FROM PROGRAM 'cat'", ""},

    // What is not SQL
    {"\\set x 1", "\\set"},
    {"\\echo it's", "\\echo"},
    {"\\restrict abc", "\\restrict"},
};

const std::vector<row> on_sqlite = {
    // Ordinary statements
    {"SELECT 1", ""},
    {"SELECT set_config('a', 'b', 0)", ""},
    {"CREATE TABLE t (a)", ""},
    {"CREATE TABLE \"temp\" (a)", ""},
    {"CREATE TABLE temporary_log (a)", ""},
    {"INSERT INTO t VALUES ('COMMIT; PRAGMA foreign_keys = ON')", ""},
    {"REINDEX", ""},
    {"ANALYZE", ""},
    {"ABORT", ""},
    {"CREATE DATABASE d", ""},
    {"SET a = 1", ""},
    {"\"commit\"", ""},
    {"", ""},

    // Transactions
    {"begin immediate", "BEGIN:, begins, alone"},
    {"COMMIT TRANSACTION", "COMMIT:, commits, alone"},
    {"END", "END:, commits, alone"},
    {"ROLLBACK", "ROLLBACK:, rolls back, alone"},
    {"ROLLBACK TRANSACTION TO SAVEPOINT a", "ROLLBACK TO SAVEPOINT:, savepoint"},
    {"SAVEPOINT a", "SAVEPOINT:, savepoint"},
    {"RELEASE a", "RELEASE SAVEPOINT:, savepoint"},

    // What a transaction refuses
    {"VACUUM", "VACUUM:, refused inside, alone"},
    {"VACUUM INTO 'x'", "VACUUM:, refused inside, alone"},
    {"DETACH DATABASE a", "DETACH:, refused inside, alone, session, set-up"},
    {"PRAGMA journal_mode = WAL",
     "PRAGMA journal_mode:, refused inside, alone, session, set-up, journal_mode='WAL'"},
    {"pragma main.journal_mode=wal",
     "PRAGMA journal_mode:, refused inside, alone, session, set-up, journal_mode='wal'"},
    {"PRAGMA synchronous(1)",
     "PRAGMA synchronous:, refused inside, alone, session, set-up, synchronous='1'"},

    // Pragmas
    {"PRAGMA foreign_keys", "alone"},
    {"PRAGMA foreign_keys = OFF",
     "PRAGMA foreign_keys:, ignored inside, alone, session, set-up, foreign_keys='OFF', needless"},
    {"PRAGMA foreign_keys=0",
     "PRAGMA foreign_keys:, ignored inside, alone, session, set-up, foreign_keys='0', needless"},
    {"pragma Foreign_Keys = 'no'",
     "PRAGMA foreign_keys:, ignored inside, alone, session, set-up, foreign_keys='no', needless"},
    {"PRAGMA foreign_keys = ON",
     "PRAGMA foreign_keys:, ignored inside, alone, session, set-up, foreign_keys='ON', needless"},
    {"PRAGMA foreign_keys(1)",
     "PRAGMA foreign_keys:, ignored inside, alone, session, set-up, foreign_keys='1', needless"},
    {"PRAGMA foreign_keys = maybe",
     "PRAGMA foreign_keys:, ignored inside, alone, session, set-up, foreign_keys='maybe', "
     "needless"},
    {"PRAGMA defer_foreign_keys = ON",
     "PRAGMA defer_foreign_keys:, alone, transaction, local defer_foreign_keys='ON'"},
    {"PRAGMA foreign_key_check", "alone"},
    {"PRAGMA foreign_key_check(t)", "PRAGMA foreign_key_check:, alone"},
    {"PRAGMA table_info(\"t\")", "PRAGMA table_info:, alone"},
    {"PRAGMA legacy_alter_table = ON",
     "PRAGMA legacy_alter_table:, alone, session, set-up, legacy_alter_table='ON'"},
    {"PRAGMA recursive_triggers = 1",
     "PRAGMA recursive_triggers:, alone, session, set-up, recursive_triggers='1'"},
    {"PRAGMA temp_store = MEMORY",
     "PRAGMA temp_store:, alone, session, set-up, temp_store='MEMORY'"},
    {"PRAGMA writable_schema = 1",
     "PRAGMA writable_schema:, alone, session, set-up, writable_schema='1'"},
    {"PRAGMA user_version = 3", "PRAGMA user_version:, alone"},
    {"PRAGMA journal_mode", "alone"},
    {"PRAGMA = 1", "PRAGMA :, alone, session, set-up, ?='1'"},

    // What else a connection keeps
    {"ATTACH 'other.db' AS o", "alone, session, set-up"},
    {"CREATE TEMP TABLE t (a)", "session, temporary"},
    {"CREATE TEMPORARY VIEW v AS SELECT 1", "session, temporary"},
    {"CREATE TEMP TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END", "session, temporary"},
    {"CREATE TABLE temp.t (a)", "session, temporary"},
    {"CREATE UNIQUE INDEX IF NOT EXISTS [temp].i ON t (a)", "session, temporary"},
    {"CREATE VIRTUAL TABLE `temp`.v USING fts5(a)", "session, temporary"},
    {"CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO u VALUES (1); END", ""},
    {"EXPLAIN QUERY PLAN SELECT 1", ""},

    // What is not SQL
    {".read other.sql", ".read"},
    {".import a.csv t", ".import"},
};

void check_table(const std::vector<row>& table, dialect d) {
  for (const row& r : table) EXPECT_EQ(traits_text(describe(r.sql, d)), r.traits) << r.sql;
}

TEST(StatementTraits, OnPostgresql) { check_table(on_postgresql, dialect::postgresql); }

TEST(StatementTraits, OnSqlite) { check_table(on_sqlite, dialect::sqlite); }

TEST(StatementTraits, AStringThatIsNeverClosedEndsTheStatement) {
  EXPECT_EQ(traits_text(describe("COMMIT 'it", dialect::postgresql)), "COMMIT:, commits, alone");
  EXPECT_EQ(traits_text(describe("SET a = 'it", dialect::postgresql)), "session, set-up, a=''");
  EXPECT_EQ(traits_text(describe("'", dialect::sqlite)), "");
}

std::string with_random_capitals(std::string_view word, std::mt19937& random) {
  std::string result(word);
  for (char& c : result) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && random() % 2 == 0) c = static_cast<char>(std::toupper(byte));
  }
  return result;
}

/// The same statement with comments and blanks between its tokens and other capitals.
std::string written_otherwise(std::string_view sql, dialect d, std::mt19937& random) {
  const char* const between[] = {" ", "\n", "\t ", " /* COMMIT ' */ ", " -- it's\n", "/**/"};
  sql_scanner scanner(sql, d, {});
  std::string text;
  for (sql_token t = scanner.next(); t.kind != sql_token_kind::end; t = scanner.next()) {
    if (t.kind == sql_token_kind::comment) continue;
    const bool is_word = t.kind == sql_token_kind::word;
    text += is_word ? with_random_capitals(scanner.text(t), random) : scanner.text(t);
    text += between[random() % std::size(between)];
  }
  return text;
}

/// Names and values are given as they are written; the rest must not depend on it.
std::string traits_but_for_writing(const std::string& sql, dialect d) {
  statement_traits t = describe(sql, d);
  if (t.setting) t.setting->value.reset();
  if (t.recoverable) {
    t.recoverable->name = to_lower(t.recoverable->name);
    t.recoverable->table = to_lower(t.recoverable->table);
  }
  return traits_text(t);
}

void check_writing(const std::vector<row>& table, dialect d) {
  std::mt19937 random(20240601);
  for (const row& r : table) {
    if (!describe(r.sql, d).shell_command.empty()) continue;  // it ends with its line
    const std::string expected = traits_but_for_writing(r.sql, d);
    for (int i = 0; i < 20; ++i) {
      const std::string other = written_otherwise(r.sql, d, random);
      ASSERT_EQ(traits_but_for_writing(other, d), expected) << other;
    }
  }
}

TEST(StatementTraits, CommentsBlanksAndCapitalsChangeNothing) {
  check_writing(on_postgresql, dialect::postgresql);
  check_writing(on_sqlite, dialect::sqlite);
}

/// Pieces that steer the readers, put together in every order.
std::string random_statement(const std::vector<row>& table, std::mt19937& random) {
  std::string sql;
  for (int i = 0; i < 4; ++i) {
    const std::string_view from = table[random() % table.size()].sql;
    const std::size_t begin = random() % (from.size() + 1);
    sql += from.substr(begin, random() % (from.size() - begin + 1));
    if (random() % 4 == 0) sql += static_cast<char>(random());
  }
  return sql;
}

TEST(StatementTraits, EveryTextHasTraits) {
  std::mt19937 random(20240602);
  for (int i = 0; i < 20000; ++i) {
    const bool lite = i % 2 == 0;
    const std::string sql = random_statement(lite ? on_sqlite : on_postgresql, random);
    ASSERT_NO_THROW(describe(sql, lite ? dialect::sqlite : dialect::postgresql)) << sql;
  }
}

}  // namespace
}  // namespace fz
