#!/usr/bin/env bash
# A revision outside of transactions that was stopped half-way is seen by every command that looks
# at the database, and what they advise works when it is typed.
. "${0%/*}/lib.sh"
. "${0%/*}/half_way.sh"

sql() { sqlite3 database.db "$1"; }

for graph in linear other_heads merged depending labelled; do
  scenario "an upgrade, $graph"
  new_project
  half_way_up "$graph"
  scenario "a downgrade, $graph"
  new_project
  half_way_down "$graph"
done

scenario 'a stamp that takes nothing for granted gives it up'
new_project
linear 'CREATE TABLE s (x INTEGER);
INSERT INTO gone VALUES (1);' ''
run fz migrate upgrade heads
run fz migrate stamp ssss
expect_exit 1
expect_stderr_has '`fz migrate stamp --purge REV` gives it up'
run fz migrate stamp --purge ssss
expect_exit 0
run fz migrate status
expect_exit 0
expect_query database.db "SELECT count(*) FROM sqlite_schema WHERE name LIKE '%journal'" 0

scenario 'resume has nothing to do where nothing is half-way'
new_project
linear 'CREATE TABLE s (x INTEGER);' 'DROP TABLE s;'
run fz migrate resume
expect_exit 0
expect_stderr_has 'Nothing to do'

scenario 'a section of one statement that fails leaves nothing'
new_project
linear 'INSERT INTO gone VALUES (1);' ''
run fz migrate upgrade heads
expect_exit 1
expect_stderr_has 'Revision ssss was rolled back; nothing of it remains.'
run fz migrate current
expect_exit 0
expect_query database.db "SELECT count(*) FROM sqlite_schema WHERE name LIKE '%journal'" 0

scenario 'between sections of one run the journal stays, and it is gone at the end'
new_project
subject a1 '' 'CREATE TABLE a (x INTEGER); VACUUM; INSERT INTO a VALUES (1);' ''
revision b2 a1 'in a transaction' 'CREATE TABLE b (x INTEGER);'
subject c3 b2 'VACUUM; VACUUM;' ''
subject d4 c3 'INSERT INTO a VALUES (2);' ''
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT group_concat(x) FROM a' '1,2'
expect_query database.db "SELECT count(*) FROM sqlite_schema WHERE name LIKE '%journal'" 0

scenario 'the file may change from the failed statement on, and not before it'
new_project
linear 'CREATE TABLE s (x INTEGER);
INSERT INTO gone VALUES (1);' ''
run fz migrate upgrade heads
expect_exit 1
cp migrations/versions/ssss_subject.sql kept.sql
sed -i 's/TABLE s (x/TABLE s (y/' migrations/versions/ssss_subject.sql
run fz migrate resume
expect_exit 1
expect_stderr_has 'its first statement was carried out outside of a transaction, and the file has changed there since. Restore it, and change only what comes after it.'
sed 's/gone/s/' kept.sql >migrations/versions/ssss_subject.sql
run fz migrate resume
expect_exit 0
expect_query database.db 'SELECT x FROM s' 1
