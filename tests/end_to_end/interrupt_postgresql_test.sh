#!/usr/bin/env bash
# Signals and lost connections in the middle of a run on a PostgreSQL server.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

pg() { run fz --url "$postgres_url" "$@"; }

# sleeping_project: its second revision sleeps for hours.
sleeping_project() {
  new_project
  new_database
  revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id int);' 'DROP TABLE t;'
  revision bbbbbbbbbbbb aaaaaaaaaaaa 'sleep' 'CREATE TABLE u (id int);
SELECT pg_sleep(10000);' 'DROP TABLE u;'
  revision cccccccccccc bbbbbbbbbbbb 'more' 'CREATE TABLE v (id int);' 'DROP TABLE v;'
}

awake() {
  revision bbbbbbbbbbbb aaaaaaaaaaaa 'sleep' 'CREATE TABLE u (id int);' 'DROP TABLE u;'
}

# yes_from SQL: true once it gives one true value.
yes_from() { [ "$(psql -X -q -A -t -c "$1" 2>/dev/null)" = t ]; }

somebody_sleeps="SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'PgSleep'
  AND datname = current_database()"

wait_until_it_sleeps() { wait_until 'fz to sleep in the server' yes_from "$somebody_sleeps"; }

# No session of fz is left and no lock of it, and the database stands behind the first revision.
expect_boundary() {
  wait_until 'no session of fz' yes_from "SELECT count(*) = 0 FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"
  expect_row "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'" 0
  expect_row 'SELECT version_num FROM alembic_version' aaaaaaaaaaaa
  expect_row "SELECT to_regclass('u') IS NULL AND to_regclass('v') IS NULL" t
}

expect_finished() {
  awake
  pg migrate upgrade head
  expect_exit 0
  expect_row 'SELECT version_num FROM alembic_version' cccccccccccc
}

for signal in INT TERM; do
  scenario "SIG$signal: the statement is cancelled, its step rolled back, the boundary printed"
  sleeping_project
  start fz --url "$postgres_url" migrate upgrade head
  wait_until_it_sleeps
  kill -s "$signal" "$pid"
  finish
  expect_exit 130
  expect_stderr_has 'Interrupted.'
  expect_stderr_has 'The database is at aaaaaaaaaaaa.'
  expect_row "$somebody_sleeps" f
  expect_boundary
  expect_finished
done

scenario 'SIGINT in a single transaction: nothing of it remains'
sleeping_project
start fz --url "$postgres_url" migrate upgrade head --single-transaction
wait_until_it_sleeps
kill -s INT "$pid"
finish
expect_exit 130
expect_row "SELECT to_regclass('t') IS NULL AND to_regclass('alembic_version') IS NULL" t

scenario 'SIGINT while a statement waits for the lock of another session'
sleeping_project
awake
pg migrate upgrade aaaa
mkfifo statements
psql -X -q -A -t <statements >locked 2>&1 &
exec 7>statements
printf 'BEGIN;\nLOCK TABLE t;\nSELECT 1;\n' >&7
wait_until 'psql to hold the lock' test -s locked
revision bbbbbbbbbbbb aaaaaaaaaaaa 'sleep' 'CREATE TABLE u (id int); ALTER TABLE t ADD COLUMN x int;'
start fz --url "$postgres_url" migrate upgrade head
wait_until 'fz to wait for the lock' yes_from "SELECT count(*) > 0 FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'"
kill -s INT "$pid"
finish
expect_exit 130
exec 7>&-
wait
expect_boundary

scenario 'a second signal leaves at once; the server gives up by itself'
sleeping_project
start fz --url "$postgres_url" migrate upgrade head
wait_until_it_sleeps
# A server that is stopped answers no request to cancel.
server=$(psql -X -q -A -t -c "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
kill -s STOP "$server"
kill -s INT "$pid"
is_gone() {
  kill -s INT "$pid" 2>/dev/null
  ! kill -0 "$pid" 2>/dev/null
}
wait_until 'fz to leave' is_gone
finish
expect_exit 130
kill -s CONT "$server"
expect_boundary
expect_finished

scenario 'kill -9: the server notices, rolls back, and the same command finishes the work'
sleeping_project
start fz --url "$postgres_url" migrate upgrade head
wait_until_it_sleeps
kill -s KILL "$pid"
finish
expect_boundary
expect_finished

scenario 'the session is ended by the server'
sleeping_project
start fz --url "$postgres_url" migrate upgrade head
wait_until_it_sleeps
psql -X -q -A -t -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE wait_event = 'PgSleep'" >/dev/null
finish
expect_exit 1
expect_stderr_has 'bbbbbbbbbbbb_sleep.sql:10:1: The connection to the server was lost: terminating'
expect_boundary
expect_finished

scenario 'the server is stopped, and started again'
sleeping_project
start fz --url "$postgres_url" migrate upgrade head
wait_until_it_sleeps
postgres_stop immediate
finish
expect_exit 1
expect_stderr_has 'The connection to the server was lost'
postgres_start
expect_boundary
expect_finished
