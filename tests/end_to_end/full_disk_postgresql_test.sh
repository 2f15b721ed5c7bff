#!/usr/bin/env bash
# A PostgreSQL server whose disk is full. Its small file systems are mounted in a mount namespace of
# our own, which ends with us.
if [ -z "${FZ_TEST_MOUNTS:-}" ]; then
  export FZ_TEST_MOUNTS=own
  [ "$(id -u)" != 0 ] || ! unshare --mount mount -t tmpfs tmpfs /mnt 2>/dev/null ||
    exec unshare --mount "$0"
  FZ_TEST_MOUNTS=
fi
. "${0%/*}/lib.sh"
if [ -z "$FZ_TEST_MOUNTS" ]; then
  skip 'no right to mount'
  exit 77 # SKIP_RETURN_CODE
fi
mkdir "$work/postgres"
mount -t tmpfs -o size=200m tmpfs "$work/postgres"
. "${0%/*}/postgres.sh"

unmount_and_clean_up() {
  local status=$?
  postgres_stop 2>/dev/null
  umount -l "$postgres_home/small" "$postgres_home" 2>/dev/null
  (exit "$status")
  clean_up
}
trap unmount_and_clean_up EXIT

# room SIZE: so much more than what is in use.
room() {
  local used
  used=$(df --output=used -k "$postgres_home" | tail -n 1)
  mount -o remount,size=$((used + $1))k "$postgres_home"
}

# Its second revision needs 30 MB, of which the write-ahead log takes as much again.
large_project() {
  new_project
  new_database
  revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (x text);' 'DROP TABLE t;'
  revision bbbbbbbbbbbb aaaaaaaaaaaa 'much' "CREATE TABLE u (id int);
ALTER TABLE t ALTER COLUMN x SET STORAGE EXTERNAL;
$1INSERT INTO t SELECT repeat('x', 1000000) FROM generate_series(1, 30);" 'DROP TABLE u;'
  run fz --url "$postgres_url" migrate upgrade aaaa
  expect_exit 0
}

expect_boundary() {
  expect_row 'SELECT version_num FROM alembic_version' aaaaaaaaaaaa
  expect_row "SELECT to_regclass('u') IS NULL AND count(*) = 0 FROM t" t
}

expect_finished() {
  run fz --url "$postgres_url" migrate upgrade head
  expect_exit 0
  expect_row 'SELECT count(*) FROM t' 30
  expect_row 'SELECT version_num FROM alembic_version' bbbbbbbbbbbb
}

scenario 'no room for a table: the step is rolled back, and with more room the same command finishes'
mkdir "$postgres_home/small"
mount -t tmpfs -o size=2m tmpfs "$postgres_home/small"
if [ "$(id -u)" = 0 ]; then chown nobody "$postgres_home/small"; fi
psql -X -q -c "CREATE TABLESPACE small LOCATION '$postgres_home/small'"
large_project 'ALTER TABLE t SET TABLESPACE small;
'
run fz --url "$postgres_url" migrate upgrade head
expect_exit 1
expect_plain_error
expect_stderr_has 'No space left on device (SQLSTATE 53100)'
expect_stderr_has 'HINT: Check free disk space.'
expect_stderr_has 'The database is at aaaaaaaaaaaa.'
expect_boundary
mount -o remount,size=100m "$postgres_home/small"
expect_finished

scenario 'no room for the write-ahead log: the server goes down, and nothing is lost'
large_project ''
room 4096
run fz --url "$postgres_url" migrate upgrade head
expect_exit 1
expect_plain_error
room 200000
if ! psql -X -q -c 'SELECT 1' >/dev/null 2>&1; then
  postgres_stop 2>/dev/null
  postgres_start || fail 'the server up again' "$(tail "$postgres_home/log")"
fi
expect_boundary
expect_finished
