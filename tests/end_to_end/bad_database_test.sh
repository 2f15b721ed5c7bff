#!/usr/bin/env bash
# Small and read-only file systems are mounted in a mount namespace of our own, which ends with us.
if [ -z "${FZ_TEST_MOUNTS:-}" ]; then
  for FZ_TEST_MOUNTS in 'unshare --mount' 'unshare --map-root-user --mount' none; do
    export FZ_TEST_MOUNTS
    # shellcheck disable=SC2086
    [ "$FZ_TEST_MOUNTS" = none ] || ! $FZ_TEST_MOUNTS mount -t tmpfs tmpfs /mnt 2>/dev/null ||
      exec $FZ_TEST_MOUNTS "$0"
  done
fi
. "${0%/*}/lib.sh"

refused() {
  expect_exit 1
  expect_plain_error
}

scenario 'a file that is not a database is named and left alone'
new_project
three_revisions
for ((line = 0; line < 100; line++)); do echo 'a letter to my aunt'; done >database.db
before=$(sha256sum database.db)
for command in 'migrate upgrade head' 'migrate current' 'migrate stamp head' 'list-users'; do
  # shellcheck disable=SC2086
  run fz $command
  refused
  expect_stderr_has 'database.db'
  expect_stderr_has 'not a database'
  [ "$(sha256sum database.db)" = "$before" ] || fail 'the file as it was' 'changed bytes'
done

scenario 'a folder in the place of the database'
new_project
three_revisions
mkdir database.db
run fz migrate upgrade head
refused
expect_stderr_has 'database.db'

scenario 'a database in a folder that does not exist'
new_project
three_revisions
run fz --url sqlite:///no/such/folder/x.db migrate upgrade head
refused
expect_stderr_has 'no/such/folder/x.db'
expect_no_file no

scenario 'a damaged database is an error, not a crash'
new_project
three_revisions
run fz migrate upgrade head
expect_exit 0
printf 'garbage%.0s' {1..600} | dd of=database.db bs=1 seek=100 conv=notrunc status=none
run fz migrate current
refused
expect_stderr_has 'database.db'

scenario 'an empty file is an empty database'
new_project
three_revisions
: >database.db
run fz migrate upgrade head
expect_exit 0
expect_version database.db cccccccccccc

scenario 'a table alembic_version of another shape'
new_project
three_revisions
sqlite3 database.db 'CREATE TABLE alembic_version (something INTEGER)'
run fz migrate upgrade head
refused
expect_stderr_has 'alembic_version'

scenario 'a PostgreSQL server that is not there, and a password that is not shown'
new_project
three_revisions
run fz --url postgresql://someone:hunter2@127.0.0.1:1/nowhere migrate current
refused
expect_stderr_lacks hunter2
expect_stderr_has 'Cannot connect to postgresql://someone:***@127.0.0.1:1/nowhere'

if [ "$FZ_TEST_MOUNTS" = none ]; then
  skip 'a full disk and a read-only file system: no right to mount'
  exit 0
fi

library=$(ldconfig -p 2>/dev/null | sed -n 's/.*libpq\.so\.5 .*=> //p' | head -n 1)
if [ -n "$library" ]; then
  scenario 'without libpq PostgreSQL is refused, and SQLite is none the worse'
  new_project
  three_revisions
  mount --bind /dev/null "$(realpath "$library")"
  run fz --url postgresql://someone:hunter2@127.0.0.1:1/nowhere migrate current
  expect_exit 2
  expect_plain_error
  expect_stderr_has 'libpq, version 14 or later'
  expect_stderr_has 'apt-get install libpq5'
  expect_stderr_lacks hunter2
  run fz migrate upgrade head
  expect_exit 0
  umount "$(realpath "$library")"
fi

scenario 'a full disk: the step is rolled back, and with more room the same command finishes'
mkdir disk
mount -t tmpfs -o size=512k tmpfs disk
cd disk || exit 1
new_project
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (b BLOB);' 'DROP TABLE t;'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'much' 'CREATE TABLE u (id INTEGER);
INSERT INTO t VALUES (randomblob(1000000));' 'DROP TABLE u;'
run fz migrate upgrade head
refused_by_disk=$exit_code
mount -o remount,size=8m .
exit_code=$refused_by_disk
refused
expect_stderr_has 'full'
expect_schema database.db 'CREATE TABLE t (b BLOB);'
expect_version database.db aaaaaaaaaaaa
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT length(b) FROM t' 1000000
expect_version database.db bbbbbbbbbbbb

scenario 'a read-only file system: reading works, writing is refused'
mkdir disk
mount -t tmpfs -o size=4m tmpfs disk
cd disk || exit 1
new_project
three_revisions
run fz migrate upgrade aaaaaaaaaaaa
expect_exit 0
mount -o remount,ro .
run fz migrate current
expect_exit 0
expect_stdout 'aaaaaaaaaaaa'
run fz migrate upgrade head
refused
expect_stderr_has 'Read-only file system'
expect_version database.db aaaaaaaaaaaa
run fz --url sqlite:///new.db migrate upgrade head
refused
expect_stderr_has 'new.db'
