#!/usr/bin/env bash
. "${0%/*}/lib.sh"

# broken_in_the_middle: the second of three revisions fails at its third statement.
broken_in_the_middle() {
  revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER PRIMARY KEY);' 'DROP TABLE t;'
  revision bbbbbbbbbbbb aaaaaaaaaaaa 'half' 'CREATE TABLE u (id INTEGER);
INSERT INTO t VALUES (1);
INSERT INTO nowhere VALUES (2);
CREATE TABLE w (id INTEGER);' 'DROP TABLE u;'
  revision cccccccccccc bbbbbbbbbbbb 'last' 'CREATE TABLE v (id INTEGER);' 'DROP TABLE v;'
}

scenario 'nothing of the failed revision stays, DDL included, and the message says where and why'
new_project
broken_in_the_middle
run fz migrate upgrade head
expect_exit 1
expect_stderr_has 'bbbbbbbbbbbb_half.sql:11:1'
expect_stderr_has 'no such table: nowhere'
expect_stderr_has 'aaaaaaaaaaaa'
expect_schema database.db 'CREATE TABLE t (id INTEGER PRIMARY KEY);'
expect_query database.db 'SELECT count(*) FROM t' 0
expect_version database.db aaaaaaaaaaaa

scenario 'once the file is mended the same command finishes'
new_project
broken_in_the_middle
run fz migrate upgrade head
expect_exit 1
sed -i 's/nowhere/t/' migrations/versions/bbbbbbbbbbbb_half.sql
run fz migrate upgrade head
expect_exit 0
expect_stderr_lacks 'Running upgrade  -> aaaaaaaaaaaa'
expect_query database.db 'SELECT id FROM t' '1
2'
expect_version database.db cccccccccccc

scenario 'the very first revision: the database is at the base'
new_project
revision aaaaaaaaaaaa '' 'bad' 'CREATE TABLE t (id INTEGER);
SELECT * FROM nowhere;' 'DROP TABLE t;'
run fz migrate upgrade head
expect_exit 1
expect_stderr_has 'aaaaaaaaaaaa_bad.sql:10:1'
expect_schema database.db ''
run fz migrate current
expect_exit 0
expect_stdout ''

scenario 'a syntax error shows the column'
new_project
revision aaaaaaaaaaaa '' 'bad' '  CREATE TABEL t (id INTEGER);' 'DROP TABLE t;'
run fz migrate upgrade head
expect_exit 1
expect_stderr_has 'aaaaaaaaaaaa_bad.sql:9:'
expect_stderr_has 'near "TABEL": syntax error'
expect_schema database.db ''

scenario 'a failed downgrade leaves its revision applied'
new_project
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);' 'DROP TABLE t;'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'make u' 'CREATE TABLE u (id INTEGER);' 'DROP TABLE u;
DROP TABLE u;'
run fz migrate upgrade head
run fz migrate downgrade base
expect_exit 1
expect_stderr_has 'no such table: u'
expect_schema database.db 'CREATE TABLE t (id INTEGER); CREATE TABLE u (id INTEGER);'
expect_version database.db bbbbbbbbbbbb

scenario 'a revision that commits by itself is refused or kept whole: never half a revision unseen'
new_project
revision aaaaaaaaaaaa '' 'own commit' 'CREATE TABLE t (id INTEGER);
COMMIT;
INSERT INTO nowhere VALUES (1);' 'DROP TABLE t;'
run fz migrate upgrade head
expect_exit 1
expect_stderr_has 'aaaaaaaaaaaa_own_commit.sql'

scenario '--single-transaction: a failure takes the whole command back'
new_project
broken_in_the_middle
run fz migrate upgrade head --single-transaction
expect_exit 1
expect_schema database.db ''
run fz migrate current
expect_stdout ''
