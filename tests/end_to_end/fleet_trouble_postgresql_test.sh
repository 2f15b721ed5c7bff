#!/usr/bin/env bash
# A fleet of SQLite files and PostgreSQL databases with every trouble at once: each target ends at an
# exact boundary, the report names each, and the rest is done. The full disk is a small file system
# in a mount namespace of our own, which ends with us.
if [ -z "${FZ_TEST_MOUNTS:-}" ]; then
  export FZ_TEST_MOUNTS=own
  [ "$(id -u)" != 0 ] || ! unshare --mount mount -t tmpfs tmpfs /mnt 2>/dev/null ||
    exec unshare --mount "$0"
  FZ_TEST_MOUNTS=
fi
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

# at TARGET ROW|base [ATTEMPTS]: where the report says that the target is.
at() {
  python3 - "$@" <<'END' || fail "$1 at $2" "$(cat report.json)"
import json, sys
end = {each["name"]: each for each in json.load(open("report.json"))["all"]}[sys.argv[1]]
expected = [] if sys.argv[2] == "base" else [sys.argv[2]]
assert end["after"] == expected or (end["after"] is None and not expected), end
assert len(sys.argv) < 4 or end["attempts"] == int(sys.argv[3]), end
END
}

# error_of TARGET TEXT: what the report says of it has the text.
error_of() {
  python3 - "$@" <<'END' || fail "error of $1: $2" "$(cat report.json)"
import json, sys
end = {each["name"]: each for each in json.load(open("report.json"))["all"]}[sys.argv[1]]
assert end["phase"] == "failed" and sys.argv[2] in end["error"], end
END
}

in_database() { psql -X -q -A -t -d "$1" -c "$2" 2>&1; }
expect_in() {
  local got
  got=$(in_database "$1" "$2")
  [ "$got" = "$3" ] || fail "$1: $2: $3" "$got"
}

scenario 'every trouble at once'
new_project
mkdir data disk
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'make u' 'CREATE TABLE u (id INTEGER);'
revision cccccccccccc bbbbbbbbbbbb 'outside' 'CREATE TABLE v (id INTEGER);
CREATE TABLE w (id INTEGER);'
sed -i 's/^-- fz:upgrade$/& transaction=off/' migrations/versions/cccccccccccc_outside.sql
numbers='(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT i FROM n) AS m'
# shellcheck disable=SC2059
revision dddddddddddd cccccccccccc 'large' "CREATE TABLE large (x text);
INSERT INTO large SELECT 'fifty bytes of text in each of a hundred thousand' FROM $(printf "$numbers" 60000);"
# shellcheck disable=SC2059
revision eeeeeeeeeeee dddddddddddd 'slow' "INSERT INTO t SELECT count(*) FROM $(printf "$numbers" 3000000);"

new_database
postgres_listen
psql -X -q -c "CREATE ROLE guarded LOGIN PASSWORD 'right'"
sed -i '1i host all guarded 127.0.0.1/32 scram-sha-256' "$postgres_home/data/pg_hba.conf"
psql -X -q -c 'SELECT pg_reload_conf()' >/dev/null
for name in p_one p_two p_three p_broken p_half; do psql -X -q -c "CREATE DATABASE $name"; done
in_database p_broken 'CREATE TABLE u (x int)'
in_database p_half 'CREATE TABLE w (x int)'
for name in one two locked; do : >"data/$name.db"; done
sqlite3 data/broken.db 'CREATE TABLE u (x)'
sqlite3 data/half.db 'CREATE TABLE w (x)'
if [ -n "$FZ_TEST_MOUNTS" ]; then mount -t tmpfs -o size=1m tmpfs disk; fi
{
  for name in one two locked broken half; do echo "$name sqlite:///data/$name.db"; done
  [ -z "$FZ_TEST_MOUNTS" ] || echo 'full sqlite:///disk/full.db'
  for name in p_one p_two p_three p_broken p_half; do
    echo "$name postgresql://fz@/$name?host=$PGHOST&port=$PGPORT"
  done
  echo 'gone postgresql://fz@127.0.0.1:1/x'
  echo "guarded postgresql://guarded:wrong@127.0.0.1:$PGPORT/p_one"
  echo "missing postgresql://fz@/no_such_database?host=$PGHOST&port=$PGPORT"
} >list.txt
python3 -c '
import sqlite3, time
held = sqlite3.connect("data/locked.db", isolation_level=None)
held.execute("BEGIN EXCLUSIVE")
open("is_locked", "w").close()
time.sleep(100)' &
locker=$!
wait_until 'a locked file' test -e is_locked

start fz fleet upgrade head --targets list.txt --lock-timeout 2s --report report.json
at_work() { [ "$(in_database postgres "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'INSERT INTO t SELECT count%' AND state = 'active'")" = 3 ]; }
wait_until 'the last revision on three databases' at_work
postgres_restart
finish
kill "$locker"
expect_exit 1
for name in one two p_one p_two p_three; do at "$name" eeeeeeeeeeee; done
for name in p_one p_two p_three; do at "$name" eeeeeeeeeeee 2; done
expect_in p_one 'SELECT count(*) FROM t' 1
at locked base
error_of locked 'locked'
for name in broken p_broken; do
  at "$name" aaaaaaaaaaaa
  error_of "$name" 'Revision bbbbbbbbbbbb was rolled back.'
done
for name in half p_half; do
  at "$name" bbbbbbbbbbbb
  error_of "$name" '1 statement kept'
done
at gone base 4
at guarded base 1
error_of guarded 'password authentication failed'
at missing base 1
expect_stdout_lacks 'wrong'
if [ -n "$FZ_TEST_MOUNTS" ]; then
  at full cccccccccccc
  error_of full 'Revision dddddddddddd was rolled back.'
  expect_version disk/full.db cccccccccccc
  expect_stdout_has '5 of 14 targets done, 9 failed'
else
  skip 'no right to mount: no full disk'
  expect_stdout_has '5 of 13 targets done, 8 failed'
fi
expect_version data/broken.db aaaaaaaaaaaa
expect_query data/half.db "SELECT count(*) FROM sqlite_schema WHERE name = 'v'" 1

# The same troubles, and what was half-way is gone on with.
in_database p_broken 'DROP TABLE u'
in_database p_half 'DROP TABLE w'
sqlite3 data/broken.db 'DROP TABLE u'
sqlite3 data/half.db 'DROP TABLE w'
if [ -n "$FZ_TEST_MOUNTS" ]; then mount -o remount,size=50m disk; fi
run fz fleet upgrade head --targets list.txt --except gone --except guarded --except missing \
  --report report.json
expect_exit 0
for name in one two locked broken half p_one p_two p_three p_broken p_half; do at "$name" eeeeeeeeeeee; done
for name in data/*.db; do expect_query "$name" 'SELECT count(*) FROM t' 1; done
for name in p_one p_two p_three p_broken p_half; do expect_in "$name" 'SELECT count(*) FROM t' 1; done
