#!/usr/bin/env bash
. "${0%/*}/lib.sh"

scenario 'a database is brought to a schema, with its rows'
echo 'CREATE TABLE t (a INTEGER);' >schema.sql
run fz --url sqlite:///app.db schema apply schema.sql
expect_exit 2
expect_stdout_has 'CREATE TABLE t (a INTEGER);'
expect_stderr_has 'give --yes to run the plan'
run fz --url sqlite:///app.db schema apply schema.sql --yes
expect_exit 0
expect_stdout_has 'The database has the wanted schema.'
sqlite3 app.db 'INSERT INTO t VALUES (1)'
echo 'CREATE TABLE t (b INTEGER NOT NULL /* fz:renamed from=a */, CHECK (b > 0));' >schema.sql
run fz --url sqlite:///app.db schema apply schema.sql --yes
expect_exit 0
expect_query app.db 'SELECT b FROM t' 1
run fz --url sqlite:///app.db schema apply schema.sql --yes
expect_exit 0
expect_stdout 'The database already has the wanted schema; nothing to do.'

scenario 'a database that revisions were applied to is refused unless that is meant'
new_project
three_revisions
printf '\n[schema]\ntarget = "schema.sql"\n' >>alembic.toml
echo 'CREATE TABLE t (id INTEGER);' >schema.sql
run fz migrate upgrade head
run fz schema apply --yes
expect_exit 1
expect_stderr_has 'Revisions were applied to this database: it is at cccccccccccc.'
run fz schema apply --yes --despite-revisions
expect_exit 0
expect_schema database.db 'CREATE TABLE t (id INTEGER);'
expect_version database.db cccccccccccc

. "$source_root/tests/end_to_end/postgres.sh"
scenario 'PostgreSQL: all or nothing, and renames'
new_database
echo 'CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;' >schema.sql
run fz --url "$postgres_url" schema apply schema.sql --yes
expect_exit 0
psql -qc 'INSERT INTO t VALUES (1), (NULL)'
echo 'CREATE TABLE u (x int); CREATE TABLE t (a int NOT NULL);' >schema.sql
run fz --url "$postgres_url" schema apply schema.sql --yes
expect_exit 1
expect_row "SELECT count(*) FROM pg_class WHERE relname IN ('u', 'v')" 1
psql -qc 'DELETE FROM t WHERE a IS NULL'
printf '%s\n' 'CREATE TABLE s ( -- fz:renamed from=t' 'a int NOT NULL);' >schema.sql
run fz --url "$postgres_url" schema apply schema.sql --yes
expect_exit 0
expect_row 'SELECT a FROM s' 1

scenario 'PostgreSQL: a value of an enum and what uses it'
new_database
echo "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (x e);" >schema.sql
run fz --url "$postgres_url" schema apply schema.sql --yes
expect_exit 0
echo "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (x e DEFAULT 'b');" >schema.sql
run fz --url "$postgres_url" schema apply schema.sql --yes
expect_exit 0
