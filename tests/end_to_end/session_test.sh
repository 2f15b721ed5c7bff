#!/usr/bin/env bash
# What a revision does to its connection to SQLite ends with it.
. "${0%/*}/lib.sh"

# outside ID DOWN MESSAGE SQL: like revision, but the section runs outside of a transaction.
outside() {
  revision "$@"
  sed -i 's/^-- fz:upgrade$/& transaction=off/' "migrations/versions/$1_${3// /_}.sql"
}

scenario 'PRAGMA foreign_keys in one revision does not let the rebuild of another delete rows'
new_project
outside a1 '' 'make' 'CREATE TABLE parent (id INTEGER PRIMARY KEY);
CREATE TABLE child (id INTEGER REFERENCES parent ON DELETE CASCADE);
INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1);
PRAGMA foreign_keys = ON;'
revision b2 a1 'rebuild' 'CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO new_parent SELECT id, NULL FROM parent;
DROP TABLE parent;
ALTER TABLE new_parent RENAME TO parent;'
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT count(*) FROM child' 1

scenario 'a pragma holds to the end of its step, across statements, and no further'
new_project
outside a1 '' 'like' "CREATE TABLE seen (step, value);
PRAGMA case_sensitive_like = ON;
INSERT INTO seen VALUES ('a1', 'a' LIKE 'A');"
revision b2 a1 'after' "INSERT INTO seen VALUES ('b2', 'a' LIKE 'A');"
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT * FROM seen' $'a1|0\nb2|1'

scenario 'after a stop in its middle a step still has its own pragma'
new_project
outside a1 '' 'half' "CREATE TABLE seen (step, value);
PRAGMA case_sensitive_like = ON;
INSERT INTO nowhere VALUES (1);
INSERT INTO seen VALUES ('a1', 'a' LIKE 'A');"
run fz migrate upgrade head
expect_exit 1
sqlite3 database.db 'CREATE TABLE nowhere (i)'
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT * FROM seen' 'a1|0'

scenario 'two revisions may make a temporary table of the same name'
new_project
revision a1 '' 'first' 'CREATE TEMP TABLE scratch (i); CREATE TABLE t (i);'
revision b2 a1 'second' 'CREATE TEMP TABLE scratch (i); CREATE TABLE u (i);'
run fz migrate upgrade head
expect_exit 0
run fz migrate downgrade base
expect_exit 1 # nothing to undo it with
rm database.db
run fz migrate upgrade base:head --sql
expect_exit 0
printf '%s\n' "$stdout" >script.sql
run sqlite3 database.db <script.sql

scenario 'a temporary table named like the version table does not take its row'
new_project
revision a1 '' 'shadow' 'CREATE TEMP TABLE alembic_version (version_num); CREATE TABLE t (i);'
run fz migrate upgrade head
expect_exit 0
expect_version database.db a1

scenario 'an attached database is detached after its step'
new_project
revision a1 '' 'first' "ATTACH 'other.db' AS side; CREATE TABLE side.t (i);"
revision b2 a1 'second' "ATTACH 'other.db' AS side; INSERT INTO side.t VALUES (1);"
run fz migrate upgrade head
expect_exit 0
expect_query other.db 'SELECT count(*) FROM t' 1

scenario 'PRAGMA query_only at the end of a step does not keep its version row from being written'
new_project
revision a1 '' 'make' 'CREATE TABLE t (i); PRAGMA query_only = ON;'
revision b2 a1 'more' 'CREATE TABLE u (i);'
run fz migrate upgrade head
expect_exit 0
expect_version database.db b2

scenario 'a revision that changes the version table itself is rolled back, and the message names it'
new_project
revision a1 '' 'fine' 'CREATE TABLE t (i);'
revision b2 a1 'dump' "CREATE TABLE u (i); INSERT INTO alembic_version VALUES ('x');"
run fz migrate upgrade head
expect_exit 1
expect_stderr_has 'alembic_version'
expect_stderr_has 'b2'
expect_stderr_lacks 'runner'
expect_version database.db a1
expect_query database.db "SELECT count(*) FROM sqlite_schema WHERE name = 'u'" 0
revision b2 a1 'dump' 'CREATE TABLE u (i); DROP TABLE alembic_version;'
run fz migrate upgrade head
expect_exit 1
expect_stderr_has 'alembic_version'
expect_version database.db a1
