#!/usr/bin/env bash
. "${0%/*}/lib.sh"

# new_fleet N: a project with a fleet of N empty SQLite files, data/t01.db and so on.
new_fleet() {
  local i
  new_project
  mkdir data
  for ((i = 1; i <= $1; i++)); do : >"data/t$(printf %02d "$i").db"; done
  printf '\n[fleet]\nfiles = "data/*.db"\n' >>alembic.toml
}

# lock FILE: another program holds the file for as long as $locker lives.
lock() {
  python3 -c '
import sqlite3, sys, time
held = [sqlite3.connect(path, isolation_level=None) for path in sys.argv[1:]]
for each in held:
    each.execute("BEGIN EXCLUSIVE")
open("locked", "w").close()
time.sleep(100)' "$@" &
  locker=$!
  wait_until 'locked files' test -e locked
  rm locked
}

# versions: where each file of the fleet is, in the order of their names.
versions() {
  local file
  for file in data/*.db; do
    sqlite3 "$file" 'SELECT version_num FROM alembic_version' 2>/dev/null || printf -- '-\n'
  done | tr '\n' ' '
}

expect_versions() {
  local got
  got=$(versions)
  [ "$got" = "$1 " ] || fail "versions $1" "$got"
}

scenario 'upgrade brings every file to head, and again finds nothing to do'
new_fleet 12
three_revisions
run fz fleet upgrade head
expect_exit 0
expect_stdout_has '12 of 12 targets done'
expect_stdout_has 'data/t01.db  base -> cccccccccccc'
expect_versions 'cccccccccccc cccccccccccc cccccccccccc cccccccccccc cccccccccccc cccccccccccc cccccccccccc cccccccccccc cccccccccccc cccccccccccc cccccccccccc cccccccccccc'
expect_query data/t07.db 'SELECT count(*) FROM t' 1
expect_no_file .fz-fleet.journal
run fz fleet upgrade head
expect_exit 0
expect_stdout_has 'data/t01.db  at cccccccccccc'
expect_query data/t07.db 'SELECT count(*) FROM t' 1

scenario 'list shows every target and where it is; status counts them'
new_fleet 3
three_revisions
run fz --url sqlite:///data/t02.db migrate upgrade head
run fz fleet list
expect_exit 0
expect_stdout_has 'data/t01.db'
expect_stdout_has 'base (3 pending)'
run fz fleet list --format json
[ "$(jq -r '.targets[1] | .name, .rows[0], .pending' <<<"$stdout" | tr '\n' ' ')" = 'data/t02.db cccccccccccc 0 ' ] ||
  fail 'a JSON document' "$stdout"
run fz fleet status
expect_exit 0
expect_stdout_has '2 targets at base (3 pending)'
expect_stdout_has '1 target at cccccccccccc'
run fz fleet check
expect_exit 3

scenario 'downgrade, stamp and a dry run'
new_fleet 2
three_revisions
run fz fleet upgrade head --dry-run
expect_exit 0
expect_stdout_has '2 of 2 targets could be planned'
expect_versions '- -'
run fz fleet upgrade head
run fz fleet downgrade aaaaaaaaaaaa
expect_exit 0
expect_versions 'aaaaaaaaaaaa aaaaaaaaaaaa'
run fz fleet stamp head
expect_exit 0
expect_versions 'cccccccccccc cccccccccccc'

scenario 'targets are chosen by name, pattern and label'
new_fleet 0
three_revisions
cat >list.txt <<'END'
# three tenants
acme sqlite:///data/a.db
{"name": "beta", "url": "sqlite:///data/b.db", "labels": {"plan": "free"}}
sqlite:///data/c.db
END
run fz fleet upgrade head --targets list.txt --only 'plan=free' --only 'data/*'
expect_exit 0
expect_no_file data/a.db
expect_version data/b.db cccccccccccc
expect_version data/c.db cccccccccccc
run fz fleet upgrade head --targets - --only nobody <list.txt
expect_exit 2
expect_stderr_has "'nobody' matches no target of the fleet."
run fz fleet upgrade head --targets list.txt --fleet other
expect_exit 2
expect_stderr_has "There is no fleet 'other'."

scenario 'a wrong line of a list is named before anything runs'
new_fleet 1
three_revisions
printf 'sqlite:///data/x.db\nmysql://ada:secret@db/x\n' >list.txt
run fz fleet upgrade head --targets list.txt
expect_exit 2
expect_stderr_has 'list.txt:2: '
expect_stderr_lacks 'secret'
expect_no_file data/x.db

scenario 'a failure in some stops no other; equal errors are one group; each is at a boundary'
new_fleet 5
three_revisions
for n in 2 4; do sqlite3 "data/t0$n.db" 'CREATE TABLE u (x)'; done
run fz fleet upgrade head --report report.json
expect_exit 1
expect_stdout_has '2 targets failed: data/t02.db (at aaaaaaaaaaaa), data/t04.db (at aaaaaaaaaaaa)'
expect_stdout_has 'table u already exists'
expect_stdout_has '3 of 5 targets done, 2 failed'
expect_versions 'cccccccccccc aaaaaaaaaaaa cccccccccccc aaaaaaaaaaaa cccccccccccc'
[ "$(jq -r '.errors[0].targets | length' report.json)" = 2 ] || fail 'a group' "$(cat report.json)"
[ "$(jq -r '.all[1] | .phase, .after[0]' report.json | tr '\n' ' ')" = 'failed aaaaaaaaaaaa ' ] ||
  fail 'what came of t02' "$(cat report.json)"
for n in 2 4; do sqlite3 "data/t0$n.db" 'DROP TABLE u'; done
run fz fleet upgrade head
expect_exit 0
expect_versions 'cccccccccccc cccccccccccc cccccccccccc cccccccccccc cccccccccccc'

scenario 'the report as CSV and JUnit'
new_fleet 2
three_revisions
sqlite3 data/t02.db 'CREATE TABLE t (x)'
run fz fleet upgrade head --report report.csv
expect_exit 1
python3 -c '
import csv
rows = list(csv.DictReader(open("report.csv", newline="")))
assert [row["phase"] for row in rows] == ["done", "failed"], rows
assert "already exists" in rows[1]["error"], rows' || fail 'a CSV file' "$(cat report.csv)"
grep -q '^data/t01.db,.*,done,base,cccccccccccc,3,1,' report.csv || fail 't01' "$(cat report.csv)"
run fz fleet upgrade head --report report.xml
expect_exit 1
python3 -c '
import xml.etree.ElementTree as tree
suite = tree.parse("report.xml").getroot()
assert suite.get("tests") == "2" and suite.get("failures") == "1"' || fail 'JUnit' "$(cat report.xml)"
run fz fleet upgrade head --report report.txt
expect_exit 2

scenario 'the canary goes first, and nothing else is begun when it fails'
new_fleet 6
three_revisions
sqlite3 data/t03.db 'CREATE TABLE t (x)'
run fz fleet upgrade head --canary data/t03.db
expect_exit 1
expect_stdout_has 'Stopped: A target of the canary failed.'
expect_stdout_has '0 of 6 targets done, 1 failed, 5 not run'
[ "$(cat data/t01.db data/t02.db data/t04.db data/t05.db data/t06.db | wc -c)" = 0 ] ||
  fail 'five empty files' "$(ls -l data)"

scenario 'one failure more than is allowed stops the run exactly there'
new_fleet 9
three_revisions
for n in 2 4 5 7; do sqlite3 "data/t0$n.db" 'CREATE TABLE t (x)'; done
run fz fleet upgrade head --jobs 1 --max-failures 2
expect_exit 1
expect_stdout_has 'Stopped: 3 targets failed, and the run allows 2.'
expect_stdout_has '2 of 9 targets done, 3 failed, 4 not run'

scenario 'waves with a gate between them'
new_fleet 10
three_revisions
# shellcheck disable=SC2016
run fz fleet upgrade head --waves 2,50% --gate 'echo "$FZ_WAVE" >>gates; [ "$FZ_WAVE" = "wave 1" ]'
expect_exit 1
expect_stdout_has 'Stopped: The gate after wave 2 did not open.'
expect_stdout_has '7 of 10 targets done, 3 not run'
[ "$(tr '\n' ' ' <gates)" = 'wave 1 wave 2 ' ] || fail 'two gates' "$(cat gates)"

scenario 'events as JSON lines, and the report as the last of them'
new_fleet 3
three_revisions
sqlite3 data/t02.db 'CREATE TABLE t (x)'
run fz fleet upgrade head --format json
expect_exit 1
[ "$(jq -r .event <<<"$stdout" | sort | uniq -c | tr -s ' \n' ' ')" = ' 1 begun 3 ended 1 report 3 started 1 wave ' ] ||
  fail 'events' "$(jq -r .event <<<"$stdout" | sort | uniq -c)"
[ "$(tail -n 1 <<<"$stdout" | jq -r '.done, .failed, .errors[0].targets[0]' | tr '\n' ' ')" = '2 1 data/t02.db ' ] ||
  fail 'a report' "$stdout"

scenario 'files that are locked do not hold up the rest, and are done once they are free'
new_fleet 24
three_revisions
lock data/t01.db data/t02.db data/t03.db data/t04.db data/t05.db data/t06.db
start fz fleet upgrade head --jobs 4
free_are_done() {
  [ "$(for f in data/t0[7-9].db data/t[12]?.db; do
    sqlite3 "$f" 'SELECT version_num FROM alembic_version' 2>/dev/null
  done | grep -c ccc)" = 18 ]
}
wait_until 'all that are free at head' free_are_done
kill "$locker"
finish
expect_exit 0
expect_stdout_has '24 of 24 targets done'
expect_version data/t03.db cccccccccccc

scenario 'a file that stays locked fails when the time is over, untouched'
new_fleet 2
three_revisions
lock data/t01.db
run fz fleet upgrade head --lock-timeout 500ms
kill "$locker"
expect_exit 1
expect_stdout_has '1 target failed: data/t01.db'
expect_stdout_has 'locked'
expect_version data/t02.db cccccccccccc

scenario 'Ctrl-C stops the statements that run and says where every target is'
new_fleet 4
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'fill t' "$endless"
start fz fleet upgrade head --jobs 3
wait_until 'three at work' sh -c '[ "$(ls data | grep -c journal)" = 3 ]'
sleep 0.3
begin=$(date +%s%N)
kill -INT "$pid"
finish
[ $((($(date +%s%N) - begin) / 1000000)) -lt 2000 ] || fail "an end within two seconds" "it took longer"
expect_exit 130
expect_stdout_has 'Interrupted while they ran:'
expect_stdout_has 'data/t01.db: at aaaaaaaaaaaa'
expect_stdout_has '3 interrupted, 1 not run'
expect_versions 'aaaaaaaaaaaa aaaaaaaaaaaa aaaaaaaaaaaa -'

scenario 'a run that was killed is taken up where it was, with its canary and its gates'
new_fleet 6
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);'
# shellcheck disable=SC2016
printf 'canary = 1\nwaves = "2,rest"\njobs = 1\n' >>alembic.toml
printf 'gate = "echo gate >>gates; while [ -e hold ]; do sleep 0.05; done"\n' >>alembic.toml
touch hold
start fz fleet upgrade head
wait_until 'the first gate' test -s gates
kill -9 "$pid"
finish
rm hold
expect_versions 'aaaaaaaaaaaa - - - - -'
expect_file .fz-fleet.journal
run fz fleet upgrade head
expect_exit 0
expect_stderr_has 'Going on with a run that was stopped: 1 target done before'
expect_stdout_has '6 of 6 targets done (1 before)'
expect_no_file .fz-fleet.journal
[ "$(grep -c gate gates)" = 3 ] || fail 'the first gate again, and the second' "$(cat gates)"

scenario 'check finds the schema that differs and shows the difference once'
new_fleet 5
three_revisions
run fz fleet upgrade head
run fz fleet check
expect_exit 0
expect_stdout_has '5 targets at cccccccccccc as the revisions say'
for n in 2 4; do sqlite3 "data/t0$n.db" 'CREATE INDEX by_hand ON t (id)'; done
run fz fleet check
expect_exit 3
expect_stdout_has '3 targets at cccccccccccc as the revisions say'
expect_stdout_has '2 targets at cccccccccccc differ from what the revisions say: data/t02.db, data/t04.db'
[ "$(grep -c by_hand <<<"$stdout")" = 1 ] || fail 'the difference once' "$stdout"

scenario 'check goes by the revisions, also where most targets differ from them'
new_fleet 5
three_revisions
run fz fleet upgrade head
for n in 1 2 3; do sqlite3 "data/t0$n.db" 'ALTER TABLE t ADD COLUMN by_hand TEXT'; done
sqlite3 data/t04.db 'DROP TABLE u'
run fz fleet check
expect_exit 3
expect_stdout_has '1 target at cccccccccccc as the revisions say'
expect_stdout_has '3 targets at cccccccccccc differ from what the revisions say: data/t01.db, data/t02.db, data/t03.db'
expect_stdout_has '1 target at cccccccccccc differs from what the revisions say: data/t04.db'
[ "$(grep -c by_hand <<<"$stdout")" = 1 ] || fail 'the difference once' "$stdout"
run fz fleet downgrade aaaaaaaaaaaa --only data/t05.db
run fz fleet check --only data/t05.db
expect_exit 3
expect_stdout_has '1 target at aaaaaaaaaaaa as the revisions say'

scenario 'where the revisions cannot be tried, check compares the targets with each other'
new_fleet 3
three_revisions
run fz fleet upgrade head
sqlite3 data/t02.db 'CREATE INDEX by_hand ON t (id)'
sed -i 's/CREATE TABLE t/CREATE TABEL t/' migrations/versions/aaaaaaaaaaaa_make_t.sql
run fz fleet check
expect_exit 3
expect_stderr_has 'compared with each other, not with what the revisions lead to'
expect_stdout_has '2 targets at cccccccccccc with the same schema'
expect_stdout_has '1 target at cccccccccccc with another schema: data/t02.db'

scenario 'sql asks every target and writes nothing'
new_fleet 3
three_revisions
run fz fleet upgrade head
sqlite3 data/t02.db 'INSERT INTO t VALUES (7)'
run fz fleet sql 'SELECT count(*) AS n FROM t'
expect_exit 0
expect_stdout 'target       n
data/t01.db  1
data/t02.db  2
data/t03.db  1'
run fz fleet sql 'DELETE FROM t'
expect_exit 1
expect_query data/t02.db 'SELECT count(*) FROM t' 2
run fz fleet sql 'SELECT 1; SELECT 2'
expect_exit 1

scenario 'a wrong setting of a fleet is named with its place'
new_project
printf '\n[fleet.eu]\nfile = "x"\n' >>alembic.toml
run fz fleet list
expect_exit 2
expect_stderr_has "Unknown key 'file' under [fleet.eu]. Did you mean 'files'?"

scenario 'any other command takes one target of the fleet'
new_fleet 3
three_revisions
run fz --target data/t02.db migrate upgrade head
expect_exit 0
expect_versions '- cccccccccccc -'
run fz migrate current --target data/t02.db
expect_exit 0
expect_stdout_has 'cccccccccccc'
run fz migrate current --target data/t04.db
expect_exit 2
expect_stderr_has "The fleet has no target 'data/t04.db'. Did you mean 'data/t0"
run fz migrate current --target data/t02.db --url sqlite:///x.db
expect_exit 2

scenario 'account commands take one target of the fleet'
own_project
mkdir data
printf '\n[fleet]\nfiles = "data/*.db"\n' >>alembic.toml
: >data/t09.db
run fz --target data/t09.db upgrade head
expect_exit 0
run fz --target data/t09.db create-user --username ada --email ada@example.org --generate
expect_exit 0
expect_query data/t09.db 'SELECT username FROM users' ada
