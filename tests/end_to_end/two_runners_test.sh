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

scenario 'another program that holds the database is not another runner: that ends with 1'
new_project
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);' 'DROP TABLE t;'
sed -i '/lock_timeout/d; s/^\[alembic\]$/&\nlock_timeout = "300ms"/' alembic.toml
mkfifo statements
sqlite3 database.db <statements >locked 2>&1 &
exec 7>statements
printf 'BEGIN IMMEDIATE;\nSELECT 1;\n' >&7
wait_until 'the shell to hold the lock' test -s locked
run fz migrate upgrade head
expect_exit 1
expect_stderr_has 'another process holds its lock and did not let it go in time'
expect_stderr_has '--lock-timeout sets how long to wait'
expect_stdout ''
printf 'ROLLBACK;\n' >&7
exec 7>&-
wait
run fz migrate upgrade head
expect_exit 0
expect_version database.db aaaaaaaaaaaa

scenario 'another runner that does not end in time: that ends with 4, and nothing was run'
new_project
revision aaaaaaaaaaaa '' 'endless' "CREATE TABLE t (id INTEGER); $endless" 'DROP TABLE t;'
start fz migrate upgrade head
wait_until_in_step database.db ''
first=$pid
exit_code=0
fz migrate upgrade head --lock-timeout 300ms >"$work/stdout.2" 2>"$work/stderr.2" || exit_code=$?
stderr=$(cat "$work/stderr.2")
expect_exit 4
expect_stderr_has 'The migration lock was not free within 300 ms; it is held by another runner, which has locked'
expect_stderr_has 'Nothing was run.'
kill -INT "$first"
finish
expect_exit 130
expect_no_file database.db-fz-lock

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
