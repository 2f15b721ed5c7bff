#!/usr/bin/env bash
. "${0%/*}/lib.sh"

scenario 'at head all is well'
new_project
three_revisions
run fz migrate upgrade head
run fz migrate check
expect_exit 0
expect_stdout 'The database is at head cccccccccccc; no applied file has changed.
Its schema is what its revisions lead to.'
expect_stderr ''
sed -i /audit_table/d alembic.toml
run fz migrate check --no-drift
expect_exit 0
expect_stdout 'The database is at head cccccccccccc.'

scenario 'a database that is not there has everything pending, and stays away'
new_project
three_revisions
run fz migrate check
expect_exit 3
expect_stderr_has 'Target database is not up to date: 3 revisions are pending, aaaaaaaaaaaa, bbbbbbbbbbbb and cccccccccccc.'
expect_stderr_has '`fz migrate upgrade head` applies what is pending.'
expect_stdout ''
expect_no_file database.db

scenario 'one that is pending, of several heads'
new_project
three_revisions
revision dddddddddddd bbbbbbbbbbbb other ''
run fz migrate upgrade cccc
run fz migrate check
expect_exit 3
expect_stderr 'error: Target database is not up to date: 1 revision is pending, dddddddddddd.
`fz migrate upgrade heads` applies what is pending.'
run fz migrate upgrade heads
run fz migrate check
expect_exit 0
expect_stdout_has 'at heads cccccccccccc and dddddddddddd;'

scenario 'an applied file that has changed is named, by check and by status'
new_project
three_revisions
run fz migrate upgrade bbbb
echo '-- more' >>migrations/versions/cccccccccccc_fill_t.sql
run fz migrate upgrade head
run fz migrate check
expect_exit 0
cp migrations/versions/aaaaaaaaaaaa_make_t.sql kept.sql
echo '-- more' >>migrations/versions/aaaaaaaaaaaa_make_t.sql
run fz migrate check
expect_exit 3
expect_stderr_has 'migrations/versions/aaaaaaaaaaaa_make_t.sql has changed since revision aaaaaaaaaaaa was applied.'
expect_stderr_lacks bbbbbbbbbbbb
run fz migrate status
expect_exit 3
expect_stdout_has 'Changed since it was applied: '
expect_stdout_has 'aaaaaaaaaaaa_make_t.sql'
run fz --format json migrate status
expect_exit 3
got=$(jq -c '[.revisions[] | .changed]' <<<"$stdout")
[ "$got" = '[false,false,true]' ] || fail 'the last one changed' "$got"
cp kept.sql migrations/versions/aaaaaaaaaaaa_make_t.sql
run fz migrate status
expect_exit 0
expect_stdout_lacks Changed

scenario 'one that is not applied may change; applied again, the new file counts'
new_project
three_revisions
run fz migrate upgrade head
run fz migrate downgrade bbbb
echo '-- more' >>migrations/versions/cccccccccccc_fill_t.sql
run fz migrate check
expect_exit 3
expect_stderr_lacks changed
run fz migrate upgrade head
run fz migrate check
expect_exit 0

scenario 'what was applied without a history is not compared'
new_project
three_revisions
sed -i 's/^audit_table/# &/' alembic.toml
run fz migrate upgrade head
sed -i 's/^# audit_table/audit_table/' alembic.toml
echo '-- more' >>migrations/versions/aaaaaaaaaaaa_make_t.sql
run fz migrate check
expect_exit 0

scenario 'rows that no file knows, together with what else there is'
new_project
three_revisions
run fz migrate upgrade aaaa
sqlite3 database.db "INSERT INTO alembic_version VALUES ('ffffffffffff')"
echo '-- more' >>migrations/versions/aaaaaaaaaaaa_make_t.sql
run fz migrate check
expect_exit 3
expect_plain_error
expect_stderr_has "Can't locate revision identified by 'ffffffffffff'"
expect_stderr_has '2 revisions are pending'
expect_stderr_has 'has changed since revision aaaaaaaaaaaa was applied'
run fz --format json migrate check
expect_exit 3
expect_stderr ''
got=$(jq -c '[.rows, [.findings[] | [.finding, .revisions]]]' <<<"$stdout")
[ "$got" = '[["aaaaaaaaaaaa","ffffffffffff"],[["unknown_row",["ffffffffffff"]],["pending",["bbbbbbbbbbbb","cccccccccccc"]],["changed_file",["aaaaaaaaaaaa"]]]]' ] ||
  fail 'three findings' "$got"

scenario 'a revision that was stopped half-way, outside of a transaction'
new_project
revision aaaaaaaaaaaa '' 'outside' 'CREATE TABLE t (x); INSERT INTO gone VALUES (1);'
sed -i 's/-- fz:upgrade/& transaction=off/' migrations/versions/aaaa*
run fz migrate upgrade head
expect_exit 1
run fz migrate check
expect_exit 3
expect_stderr_has 'The upgrade of revision aaaaaaaaaaaa was stopped half-way, outside of a transaction: 1 statement carried out.'
expect_stderr_has '`fz migrate resume` finishes it.'
expect_stderr_has '1 revision is pending'
sqlite3 database.db 'CREATE TABLE gone (x)'
run fz migrate upgrade head
expect_exit 0
run fz migrate check
expect_exit 3
expect_stderr_has 'Revision aaaaaaaaaaaa cannot be applied to an empty database'
expect_stderr_has 'no such table: gone'
run fz migrate check --no-drift
expect_exit 0
expect_query database.db 'SELECT revision, direction FROM fz_audit' 'aaaaaaaaaaaa|upgrade'

scenario 'of a long list the first ones are named'
new_project
for i in $(seq 101 115); do
  revision "a$i" "$([ "$i" = 101 ] || echo "a$((i - 1))")" "step $i" ''
done
run fz migrate check
expect_stderr_has '15 revisions are pending, a101, a102, a103, a104, a105, a106, a107, a108, a109, a110 and 5 more.'

scenario 'a project without revisions'
new_project
run fz migrate check
expect_exit 0
expect_stdout 'The database is at base, and the project has no revisions.
Its schema is what its revisions lead to.'

scenario 'a database that was changed by hand is named, with what was changed'
new_project
three_revisions
run fz migrate upgrade head
sqlite3 database.db 'ALTER TABLE t ADD COLUMN extra TEXT; CREATE INDEX by_hand ON u (id)'
run fz migrate check
expect_exit 3
expect_plain_error
expect_stderr_has 'The database is not what its revisions lead to'
expect_stderr_has '+ column t.extra'
expect_stderr_has '+ index u.by_hand'
run fz --format json migrate check
expect_exit 3
got=$(jq -c '[.compared_drift, [.findings[] | [.finding, [.differences[] | [.change, .object.kind, .object.name]]]]]' <<<"$stdout")
[ "$got" = '[true,[["drift",[["added","column","extra"],["added","index","by_hand"]]]]]' ] ||
  fail 'the drift as JSON' "$got"
run fz migrate check --no-drift
expect_exit 0

scenario 'what is left out in [schema] does not count'
new_project
three_revisions
run fz migrate upgrade head
sqlite3 database.db 'CREATE TABLE tmp_import (id INTEGER); CREATE TABLE other (id INTEGER)'
printf '[schema]\nexclude = ["tmp_*"]\n' >>alembic.toml
run fz migrate check
expect_exit 3
expect_stderr_has '+ table other'
expect_stderr_lacks tmp_import
sed -i 's/"tmp_\*"/"tmp_*", "other"/' alembic.toml
run fz migrate check
expect_exit 0

scenario 'a database half-way up is compared with what the applied revisions lead to'
new_project
three_revisions
run fz migrate upgrade bbbb
run fz migrate check
expect_exit 3
expect_stderr_has 'Target database is not up to date'
expect_stderr_lacks 'lead to'

scenario 'revisions that do not lead to the target'
new_project
three_revisions
printf '[schema]\ntarget = "schema.sql"\n' >>alembic.toml
echo 'CREATE TABLE t (id INTEGER); CREATE TABLE u (id INTEGER, name TEXT);' >schema.sql
run fz migrate upgrade head
run fz migrate check
expect_exit 3
expect_stderr_has 'The revisions do not lead to the target'
expect_stderr_has '+ column u.name'
expect_stderr_has '`fz schema diff --sql revisions target`'
run fz schema diff --sql revisions target
expect_exit 3
expect_stdout_has 'ADD COLUMN'
revision dddddddddddd cccccccccccc 'add a name' 'ALTER TABLE u ADD COLUMN name TEXT;'
run fz migrate upgrade head
run fz migrate check
expect_exit 0
expect_stdout_has 'The revisions lead to the target.'

scenario 'the target alone needs no database'
new_project
three_revisions
printf '[schema]\ntarget = "schema.sql"\n' >>alembic.toml
echo 'CREATE TABLE t (id INTEGER); CREATE TABLE u (id INTEGER);' >schema.sql
run fz migrate check --no-revisions --no-drift
expect_exit 0
expect_stdout 'The revisions lead to the target.'
expect_no_file database.db
run fz migrate check --no-revisions --no-drift --no-target
expect_exit 2

scenario 'the target is what a command prints'
new_project
three_revisions
printf '[schema]\ncommand = "./print_ddl"\n' >>alembic.toml
printf '#!/bin/sh\necho "CREATE TABLE t (id INTEGER); CREATE TABLE u (id INTEGER);"\n' >print_ddl
chmod +x print_ddl
mkdir below && cd below
run fz migrate check --no-revisions --no-drift
expect_exit 0
cd ..
printf '#!/bin/sh\necho "CREATE TABLE broken"\nexit 5\n' >print_ddl
run fz migrate check --no-revisions --no-drift
expect_exit 1
expect_stderr_has "'./print_ddl', failed with exit status 5."
