#!/usr/bin/env bash
# Several workers share one run through a PostgreSQL database.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

# files N: SQLite files f01.db … of this scenario, and their project.
files() {
  local i
  new_project
  mkdir data
  for ((i = 1; i <= $1; i++)); do : >"data/f$(printf %02d "$i").db"; done
  printf '\n[fleet]\nfiles = "data/*.db"\n' >>alembic.toml
}

# worker NAME OPTION…: one more in the background; its output is in NAME.out and NAME.err.
worker() {
  local name=$1
  shift
  env --default-signal=INT,TERM fz fleet upgrade head --coordinate "$postgres_url" --jobs "${jobs:-2}" "$@" \
    >"$name.out" 2>"$name.err" &
  pids[$name]=$!
}

# ended NAME CODE: waits for the worker and expects its exit code.
ended() {
  exit_code=0
  wait "${pids[$1]}" || exit_code=$?
  command_line="worker $1"
  stdout=$(cat "$1.out")
  stderr=$(cat "$1.err")
  expect_exit "$2"
}

state_is() { [ "$(psql -X -q -A -t -c "SELECT count(*) FROM fz_fleet_target WHERE state = '$1'")" = "$2" ]; }
at_least() { [ "$(psql -X -q -A -t -c "SELECT count(*) FROM fz_fleet_target WHERE state = '$1'" 2>/dev/null || echo 0)" -ge "$2" ]; }
declare -A pids

# Some tenths of a second of work.
slow="INSERT INTO t SELECT count(*) FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL
  SELECT i + 1 FROM n WHERE i < 1000000) SELECT i FROM n);"

scenario 'four workers share the targets; each says what it did, and how the whole run ended'
new_database
files 40
three_revisions
for name in a b c d; do worker "$name" --report "$name.json"; done
for name in a b c d; do
  ended "$name" 0
  expect_stdout_has '40 of 40 targets done'
  expect_stdout_has 'This worker ('
done
python3 - <<'END' || fail 'the parts' "$(cat ./*.out)"
import json
reports = [json.load(open(name + ".json")) for name in "abcd"]
assert sum(report["worker"]["done"] for report in reports) == 40, [r["worker"] for r in reports]
assert all(each["steps"] == 3 for each in reports[0]["all"])
assert all(report["all"] == reports[0]["all"] for report in reports)
END
for file in data/*.db; do
  expect_version "$file" cccccccccccc
  expect_query "$file" 'SELECT count(*) FROM t' 1
done
expect_row 'SELECT count(*) FROM fz_fleet_worker' 0
expect_no_file .fz-fleet.journal

scenario 'the canary and the limit of failures count for all'
new_database
files 24
three_revisions
sqlite3 data/f01.db 'CREATE TABLE u (x)'
for name in a b c; do worker "$name" --canary 1; done
for name in a b c; do
  ended "$name" 1
  expect_stdout_has 'Stopped: A target of the canary failed.'
  expect_stdout_has '0 of 24 targets done, 1 failed, 23 not run'
done
for n in 02 03 04 05 06 07 08; do sqlite3 "data/f$n.db" 'CREATE TABLE u (x)'; done
for name in a b c; do jobs=1 worker "$name" --max-failures 3; done
for name in a b c; do
  ended "$name" 1
  expect_stdout_has 'targets failed, and the run allows 3.'
done
# At most the three that ran when the fourth failed have failed, too.
failed=$(psql -X -q -A -t -c "SELECT count(*) FROM fz_fleet_target WHERE state = 'failed'")
begun=$(psql -X -q -A -t -c "SELECT count(*) FROM fz_fleet_target WHERE state <> 'waiting'")
[ "$failed" -ge 4 ] && [ "$failed" -le 6 ] || fail 'four to six failures' "$failed"
[ "$begun" -le 6 ] || fail 'no target begun after the fourth failure' "$begun"

scenario 'a wave begins for all when it has ended for all and one of them has opened the gate'
new_database
files 12
three_revisions
# shellcheck disable=SC2016
gate='echo "$FZ_WAVE" >>gates; test "$(for f in data/*.db; do sqlite3 $f "SELECT 1 FROM alembic_version" 2>/dev/null; done | wc -l)" -eq 4'
for name in a b c; do worker "$name" --waves '4,rest' --gate "$gate"; done
for name in a b c; do
  ended "$name" 0
  expect_stdout_has '12 of 12 targets done'
done
[ "$(cat gates)" = 'wave 1' ] || fail 'one gate, opened once' "$(cat gates)"

scenario 'who does something else is refused, who comes later takes part'
new_database
files 8
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'slow' "$slow"
jobs=1 worker a
wait_until 'a claim' at_least claimed 1
run fz fleet upgrade aaaaaaaaaaaa --coordinate "$postgres_url"
expect_exit 2
expect_stderr_has 'Another run of this fleet is under way in the coordinating database: upgrade to head'
run fz fleet upgrade head --coordinate "$postgres_url" --only 'data/f0[1-5]*'
expect_exit 2
expect_stderr_has 'this one has another list of targets'
cp -r migrations more
sed 's/^script_location.*/script_location = "more"/' alembic.toml >other.toml
printf '\n-- a comment\n' >>more/versions/bbbbbbbbbbbb_slow.sql
run fz -c other.toml fleet upgrade head --coordinate "$postgres_url"
expect_exit 2
expect_stderr_has 'this one has other revisions'
worker b
ended b 0
expect_stdout_has '8 of 8 targets done'
ended a 0
run fz fleet upgrade +1 --coordinate "$postgres_url"
expect_exit 2
expect_stderr_has 'must lead every target to the same revision'
run fz fleet upgrade head --coordinate sqlite:///x.db
expect_exit 2
expect_stderr_has 'a PostgreSQL database only'

scenario 'a named run that has ended is only reported'
new_database
files 3
three_revisions
worker a --run release-7
ended a 0
: >data/f01.db
worker b --run release-7
ended b 0
expect_stdout_has 'This worker ('
expect_stdout_has '0 targets done'
expect_stdout_has '3 of 3 targets done'
[ -s data/f01.db ] && fail 'nothing was run' 'f01.db was changed'
worker c --run release-8
ended c 0
expect_version data/f01.db cccccccccccc

scenario 'alembic.toml names the coordinating database, and a dry run is not shared'
new_database
files 3
three_revisions
# shellcheck disable=SC2016
printf 'coordinate = "${SHARED_URL}"\n' >>alembic.toml
export SHARED_URL=$postgres_url
run fz fleet upgrade head --dry-run
expect_exit 0
expect_row "SELECT to_regclass('fz_fleet_run') IS NULL" t
run fz fleet upgrade head --format json
expect_exit 0
expect_stdout_has '"event":"shared"'
expect_stdout_has '"worker":{"name":'
expect_row "SELECT count(*) FROM fz_fleet_target WHERE state = 'done'" 3

scenario 'the targets of a worker that was killed are taken over when its lease has run out'
new_database
files 6
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'slow' "$slow"
worker a --lease 2s
wait_until 'two claims' at_least claimed 2
kill -9 "${pids[a]}"
wait "${pids[a]}" 2>/dev/null
worker b --lease 2s
ended b 0
expect_stdout_has '6 of 6 targets done'
for file in data/*.db; do
  expect_version "$file" bbbbbbbbbbbb
  expect_query "$file" 'SELECT count(*) FROM t' 1
done

scenario 'Ctrl-C gives the targets back'
new_database
files 4
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'endless' "$endless"
worker a
wait_until 'two claims' at_least claimed 2
kill -INT "${pids[a]}"
ended a 130
expect_stdout_has '2 interrupted'
expect_row "SELECT count(*) FROM fz_fleet_target WHERE state = 'waiting'" 4
expect_row 'SELECT count(*) FROM fz_fleet_worker' 0

scenario 'the coordinating database restarts: the run goes on'
new_database
files 12
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'slow' "$slow"
worker a
worker b
wait_until 'an end' at_least done 1
postgres_stop immediate
sleep 0.5
postgres_start || fail 'a PostgreSQL server' "$(cat "$postgres_home/log")"
for name in a b; do
  ended "$name" 0
  expect_stdout_has '12 of 12 targets done'
done
for file in data/*.db; do
  expect_version "$file" bbbbbbbbbbbb
  expect_query "$file" 'SELECT count(*) FROM t' 1
done

scenario 'it stays away: what runs is brought to an end, and the worker says why it stops'
new_database
files 12
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'slow' "$slow"
worker a --lease 500ms
wait_until 'an end' at_least done 1
postgres_stop immediate
ended a 1
expect_stdout_has 'Stopped: The coordinating database cannot be reached'
expect_stdout_lacks 'interrupted'
postgres_start || fail 'a PostgreSQL server' "$(cat "$postgres_home/log")"
sleep 0.6
worker b --lease 500ms
ended b 0
expect_stdout_has '12 of 12 targets done'
for file in data/*.db; do
  expect_version "$file" bbbbbbbbbbbb
  expect_query "$file" 'SELECT count(*) FROM t' 1
done
