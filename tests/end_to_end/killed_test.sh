#!/usr/bin/env bash
. "${0%/*}/lib.sh"

scenario 'kill -9 in the middle of a step: the database is at the revision before it, also for readers'
new_project
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);' 'DROP TABLE t;'
# So much that pages are written to the file before the commit: the journal that is left is hot.
revision bbbbbbbbbbbb aaaaaaaaaaaa 'endless' "CREATE TABLE u (id INTEGER);
INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
  SELECT randomblob(50000) FROM n;
$endless" 'DROP TABLE u;'
start fz migrate upgrade head
wait_until_in_step database.db aaaaaaaaaaaa
kill -9 "$pid"
finish 2>/dev/null
expect_file database.db-journal
run fz migrate current
expect_exit 0
expect_stdout 'aaaaaaaaaaaa'
expect_schema database.db 'CREATE TABLE t (id INTEGER);'
expect_query database.db 'PRAGMA integrity_check' ok

revision bbbbbbbbbbbb aaaaaaaaaaaa 'endless' 'CREATE TABLE u (id INTEGER);
INSERT INTO t VALUES (1);' 'DROP TABLE u;'
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT * FROM t' 1
expect_version database.db bbbbbbbbbbbb

scenario 'killed at many moments, the runs together apply each revision once'
new_project
revision 000000000000 '' 'make log' 'CREATE TABLE log (n INTEGER);' 'DROP TABLE log;'
previous=000000000000
for number in {100000000001..100000000040}; do
  revision "$number" "$previous" 'log' "INSERT INTO log VALUES ($number);" 'DELETE FROM log;'
  previous=$number
done
for moment in 0.002 0.005 0.01 0.02 0.03 0.05 0.08; do
  { timeout -s KILL "$moment" fz migrate upgrade head; } >/dev/null 2>&1
done
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT count(*), count(DISTINCT n) FROM log' '40|40'
expect_version database.db "$previous"
