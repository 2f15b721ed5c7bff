#!/usr/bin/env bash
. "${0%/*}/lib.sh"

# endless_project STATEMENT: its second revision does not end by itself.
endless_project() {
  new_project
  revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);' 'DROP TABLE t;'
  revision bbbbbbbbbbbb aaaaaaaaaaaa 'endless' "CREATE TABLE u (id INTEGER);
$1" 'DROP TABLE u;'
}

# The database stands exactly behind the first revision, and the message says so.
expect_boundary() {
  expect_exit 130
  expect_stderr_has 'aaaaaaaaaaaa'
  expect_stderr_lacks 'terminate called'
  expect_schema database.db 'CREATE TABLE t (id INTEGER);'
  expect_query database.db 'SELECT count(*) FROM t' 0
  expect_version database.db aaaaaaaaaaaa
}

for signal in INT TERM; do
  scenario "SIG$signal in the middle of a statement: rolled back, the boundary printed, 130"
  endless_project "$endless"
  start fz migrate upgrade head
  wait_until_in_step database.db aaaaaaaaaaaa
  kill -s "$signal" "$pid"
  finish
  expect_boundary
  expect_no_file database.db-journal
done

scenario 'after Ctrl-C the same command finishes the work'
endless_project "$endless"
start fz migrate upgrade head
wait_until_in_step database.db aaaaaaaaaaaa
kill -s INT "$pid"
finish
expect_boundary
revision bbbbbbbbbbbb aaaaaaaaaaaa 'endless' 'CREATE TABLE u (id INTEGER);' 'DROP TABLE u;'
run fz migrate upgrade head
expect_exit 0
expect_version database.db bbbbbbbbbbbb

scenario 'a second signal leaves at once, even from a statement that cannot be stopped'
endless_project "$deaf"
start fz migrate upgrade head
wait_until_in_step database.db aaaaaaaaaaaa
is_gone() {
  kill -s INT "$pid" 2>/dev/null
  ! kill -0 "$pid" 2>/dev/null
}
wait_until 'fz to leave' is_gone
finish
expect_exit 130
# The journal that is left is rolled back by whoever opens the file next.
expect_schema database.db 'CREATE TABLE t (id INTEGER);'
expect_version database.db aaaaaaaaaaaa

scenario 'Ctrl-C while waiting for the lock of another runner'
endless_project "$endless"
run fz migrate upgrade aaaaaaaaaaaa
expect_exit 0
mkfifo statements
sqlite3 database.db <statements >locked 2>&1 &
exec 7>statements
printf 'BEGIN IMMEDIATE;\nSELECT 1;\n' >&7
wait_until 'the shell to hold the lock' test -s locked
start fz migrate upgrade head
has_database_open() { [ -n "$(find "/proc/$pid/fd" -lname '*/database.db' 2>/dev/null)" ]; }
wait_until 'fz to open the database' has_database_open
kill -s INT "$pid"
finish
expect_exit 130
exec 7>&-
wait
expect_version database.db aaaaaaaaaaaa
