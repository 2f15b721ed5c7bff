#!/usr/bin/env bash
. "${0%/*}/lib.sh"

# with_project: a chain with one revision of each kind that does not keep its promise.
bad_revisions() {
  revision aaaaaaaaaaaa '' 'good' 'CREATE TABLE t (id INTEGER);' 'DROP TABLE t;'
  revision bbbbbbbbbbbb aaaaaaaaaaaa 'leaves traces' \
    'CREATE TABLE u (id INTEGER); CREATE INDEX IF NOT EXISTS by_id ON t (id);' 'DROP TABLE u;'
  revision cccccccccccc bbbbbbbbbbbb 'no way back' 'CREATE TABLE v (id INTEGER);'
  revision dddddddddddd cccccccccccc 'broken downgrade' 'CREATE TABLE w (id INTEGER);' \
    'DROP TABLE gone;'
  revision eeeeeeeeeeee dddddddddddd 'not again' 'CREATE TABLE x (id INTEGER);' ''
  revision ffffffffffff eeeeeeeeeeee 'good after all' 'CREATE TABLE y (id INTEGER);' 'DROP TABLE y;'
}

scenario 'revisions that keep their promise'
new_project
three_revisions
run fz migrate test
expect_exit 0
expect_stdout_has 'aaaaaaaaaaaa'
expect_stdout_has '3 revisions in '
expect_stdout_has ': 3 passed.'
expect_stderr ''
expect_no_file database.db

scenario 'each that does not is named, with what it left, and the others are still tested'
new_project
bad_revisions
run fz migrate test
expect_exit 3
expect_stdout_has ': 2 passed, 3 failed and 1 not reversible.'
expect_stderr_has 'Revision bbbbbbbbbbbb'
expect_stderr_has '_leaves_traces.sql) is not undone completely by its downgrade (+ is left over, - is missing):
+ index t.by_id'
expect_stderr_has '_broken_downgrade.sql) cannot be undone:'
expect_stderr_has 'no such table: gone'
expect_stderr_has '_not_again.sql) is not undone completely'
expect_stderr_has '_not_again.sql) cannot be applied again after its downgrade:'
expect_stderr_lacks 'good.sql'
run fz --format json migrate test
expect_exit 3
got=$(jq -c '[.revisions[] | .result]' <<<"$stdout")
[ "$got" = '["passed","failed","not_reversible","failed","failed","passed"]' ] || fail 'results' "$got"
got=$(jq -c '[.findings[] | [.finding, .revision[:1]]]' <<<"$stdout")
[ "$got" = '[["leaves_traces","b"],["downgrade_failed","d"],["leaves_traces","e"],["second_upgrade_failed","e"]]' ] ||
  fail 'findings' "$got"
got=$(jq '.not_reversible, .revisions[2].downgrade' <<<"$stdout" | tr '\n' ' ')
[ "$got" = '1 null ' ] || fail 'one that is not reversible' "$got"

scenario 'a report for CI'
new_project
bad_revisions
run fz migrate test --junit report.xml
expect_exit 3
python3 - report.xml <<'PY' || fail 'JUnit XML with its counts' "$(cat report.xml)"
import sys, xml.etree.ElementTree as tree
suite = tree.parse(sys.argv[1]).getroot()
assert suite.attrib["tests"] == "7" and suite.attrib["failures"] == "4", suite.attrib
assert suite.attrib["skipped"] == "1" and float(suite.attrib["time"]) > 0
names = [case.attrib["name"] for case in suite]
assert names[:2] == ["one head", "aaaaaaaaaaaa good"], names
assert "+ index t.by_id" in suite[2][0].text
PY

scenario 'a revision that cannot be applied ends the test'
new_project
revision aaaaaaaaaaaa '' 'good' 'CREATE TABLE t (id INTEGER);' 'DROP TABLE t;'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'bad' 'DROP TABLE gone;' ''
revision cccccccccccc bbbbbbbbbbbb 'after it' '' ''
run fz migrate test
expect_exit 3
expect_stdout_has '1 passed, 1 failed and 1 not run'
expect_stderr_has 'Revision bbbbbbbbbbbb'
expect_stderr_has 'cannot be applied:'

scenario 'branches, a merge and dependencies go up and down'
new_project
revision aaaaaaaaaaaa '' 'base' 'CREATE TABLE t (id INTEGER);' 'DROP TABLE t;'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'left' 'CREATE TABLE l (id INTEGER);' 'DROP TABLE l;'
revision cccccccccccc aaaaaaaaaaaa 'right' 'CREATE TABLE r (id INTEGER);' 'DROP TABLE r;'
run fz migrate test
expect_exit 3
expect_stdout_has ': 3 passed.'
expect_stderr 'error: There are 2 heads, bbbbbbbbbbbb and cccccccccccc: a merge revision makes one of them.'
revision dddddddddddd bbbbbbbbbbbb,cccccccccccc 'merge' '' ''
revision eeeeeeeeeeee '' 'other base' 'CREATE TABLE o (id INTEGER);' 'DROP TABLE o;'
sed -i 's/^-- message/-- depends_on = "dddddddddddd"\n&/' migrations/versions/eeee*
revision ffffffffffff eeeeeeeeeeee 'end' 'CREATE TABLE f (id INTEGER);' 'DROP TABLE f;'
run fz migrate test
expect_exit 0
expect_stdout_has ': 6 passed.'

scenario 'what comes before --from is applied and not tested'
new_project
bad_revisions
run fz migrate test --from eeee
expect_exit 0
expect_stdout_has '1 revision in '
expect_stdout_lacks bbbbbbbbbbbb
run fz migrate test --from nothing
expect_exit 1

scenario 'the last schema is compared with the target'
new_project
three_revisions
printf '[schema]\ntarget = "schema.sql"\n' >>alembic.toml
echo 'CREATE TABLE t (id INTEGER); CREATE TABLE u (id INTEGER);' >schema.sql
run fz migrate test
expect_exit 0
expect_stdout_has 'The last schema is the target.'
echo 'CREATE TABLE z (id INTEGER);' >>schema.sql
run fz migrate test
expect_exit 3
expect_stderr_has '+ table z'

scenario 'a project without revisions'
new_project
run fz migrate test
expect_exit 0
expect_stdout_has '0 revisions in '
