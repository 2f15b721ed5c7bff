#!/usr/bin/env bash
. "${0%/*}/lib.sh"

scenario 'two runners at once on a new file: each revision is applied once, both end with 0'
new_project
revision aaaaaaaaaaaa '' 'make log' 'CREATE TABLE log (revision TEXT);' 'DROP TABLE log;'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'one' "INSERT INTO log VALUES ('b');" 'DELETE FROM log;'
revision cccccccccccc bbbbbbbbbbbb 'two' "INSERT INTO log VALUES ('c');" 'DELETE FROM log;'
for round in {1..20}; do
  rm -f database.db*
  command_line="fz migrate upgrade head, twice at once, round $round"
  fz migrate upgrade head >/dev/null 2>"$work/stderr.1" &
  first=$!
  fz migrate upgrade head >/dev/null 2>"$work/stderr.2" &
  second=$!
  exit_code=0
  wait "$first" || exit_code=$?
  wait "$second" || exit_code=$((exit_code + $?))
  stderr=$(cat "$work/stderr.1" "$work/stderr.2")
  expect_exit 0
  expect_query database.db "SELECT group_concat(revision, ' ') FROM log" 'b c'
  expect_version database.db cccccccccccc
done

scenario 'a lock that does not come free in time ends with 4, and says who waits for what'
new_project
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);' 'DROP TABLE t;'
sed -i '/lock_timeout/d; s/^\[alembic\]$/&\nlock_timeout = "300ms"/' alembic.toml
mkfifo statements
sqlite3 database.db <statements >locked 2>&1 &
exec 7>statements
printf 'BEGIN IMMEDIATE;\nSELECT 1;\n' >&7
wait_until 'the shell to hold the lock' test -s locked
run fz migrate upgrade head
expect_exit 4
expect_plain_error
printf 'ROLLBACK;\n' >&7
exec 7>&-
wait
run fz migrate upgrade head
expect_exit 0
expect_version database.db aaaaaaaaaaaa

scenario 'with nothing to do no lock is taken: a busy database is no obstacle'
new_project
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);' 'DROP TABLE t;'
run fz migrate upgrade head
expect_exit 0
mkfifo statements
sqlite3 database.db <statements >locked 2>&1 &
exec 7>statements
printf 'BEGIN IMMEDIATE;\nSELECT 1;\n' >&7
wait_until 'the shell to hold the lock' test -s locked
run fz migrate upgrade head
expect_exit 0
run fz migrate current
expect_exit 0
expect_stdout 'aaaaaaaaaaaa (head)'
exec 7>&-
wait
