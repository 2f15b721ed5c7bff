#!/usr/bin/env bash
. "${0%/*}/lib.sh"

scenario 'upgrade head applies every revision and says so as Alembic does'
new_project
three_revisions
run fz migrate upgrade head
expect_exit 0
expect_stderr_has 'INFO  [fz.runtime] Running upgrade  -> aaaaaaaaaaaa, make t'
expect_stderr_has 'INFO  [fz.runtime] Running upgrade aaaaaaaaaaaa -> bbbbbbbbbbbb, make u'
expect_stderr_has 'INFO  [fz.runtime] Running upgrade bbbbbbbbbbbb -> cccccccccccc, fill t'
expect_schema database.db 'CREATE TABLE t (id INTEGER); CREATE TABLE u (id INTEGER);'
expect_query database.db 'SELECT * FROM t' 1
expect_version database.db cccccccccccc

scenario 'the version table is the one that Alembic makes'
new_project
three_revisions
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'PRAGMA table_info(alembic_version)' '0|version_num|VARCHAR(32)|1||1'
expect_query database.db \
  "SELECT sql LIKE '%CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)%' FROM sqlite_schema WHERE name = 'alembic_version'" 1

scenario 'a second upgrade head has nothing to do'
new_project
three_revisions
run fz migrate upgrade head
expect_exit 0
before=$(sha256sum database.db)
run fz migrate upgrade head
expect_exit 0
expect_stderr_lacks 'Running upgrade'
[ "$(sha256sum database.db)" = "$before" ] || fail 'the file as it was' 'changed bytes'

scenario 'upgrade stops at the revision named, also by the beginning of its id'
new_project
three_revisions
run fz migrate upgrade bbbb
expect_exit 0
expect_version database.db bbbbbbbbbbbb
run fz migrate upgrade +1
expect_exit 0
expect_version database.db cccccccccccc

scenario 'downgrade takes steps back, down to the base'
new_project
three_revisions
run fz migrate upgrade head
expect_exit 0
run fz migrate downgrade -1
expect_exit 0
expect_stderr_has 'INFO  [fz.runtime] Running downgrade cccccccccccc -> bbbbbbbbbbbb, fill t'
expect_version database.db bbbbbbbbbbbb
expect_query database.db 'SELECT count(*) FROM t' 0
run fz migrate downgrade aaaaaaaaaaaa
expect_exit 0
expect_schema database.db 'CREATE TABLE t (id INTEGER);'
run fz migrate downgrade base
expect_exit 0
expect_stderr_has 'Running downgrade aaaaaaaaaaaa -> , make t'
expect_schema database.db ''
expect_query database.db 'SELECT count(*) FROM alembic_version' 0

scenario 'the short forms: upgrade goes to the head when no target is named'
new_project
three_revisions
run fz upgrade
expect_exit 0
expect_version database.db cccccccccccc
run fz downgrade -2
expect_exit 0
expect_version database.db aaaaaaaaaaaa

scenario 'branches and a merge: one row a branch, one after the merge, two again below it'
new_project
revision aaaaaaaaaaaa '' 'root' 'CREATE TABLE t (id INTEGER);' 'DROP TABLE t;'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'left' 'CREATE TABLE l (id INTEGER);' 'DROP TABLE l;'
revision cccccccccccc aaaaaaaaaaaa 'right' 'CREATE TABLE r (id INTEGER);' 'DROP TABLE r;'
run fz migrate upgrade heads
expect_exit 0
expect_version database.db bbbbbbbbbbbb cccccccccccc
revision dddddddddddd bbbbbbbbbbbb,cccccccccccc 'merge' '-- nothing' '-- nothing'
run fz migrate upgrade head
expect_exit 0
expect_stderr_has 'Running upgrade bbbbbbbbbbbb, cccccccccccc -> dddddddddddd, merge'
expect_version database.db dddddddddddd
run fz migrate downgrade -1
expect_exit 0
expect_version database.db bbbbbbbbbbbb cccccccccccc

scenario 'a trigger, a string with a semicolon and a colon word go down as they stand'
new_project
revision aaaaaaaaaaaa '' 'tricky' "CREATE TABLE t (id INTEGER, s TEXT);
CREATE TRIGGER tr AFTER INSERT ON t BEGIN
  UPDATE t SET s = 'a;b' WHERE s IS NULL; -- a comment; with a semicolon
END;
INSERT INTO t (id) VALUES (1);
INSERT INTO t VALUES (2, 'at :now');" 'DROP TABLE t;'
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT id, s FROM t ORDER BY id' '1|a;b
2|at :now'
