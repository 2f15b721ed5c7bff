#!/usr/bin/env bash
# What a revision does to its session on PostgreSQL ends with it.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

# outside ID DOWN MESSAGE SQL: like revision, but the section runs outside of a transaction.
outside() {
  revision "$@"
  sed -i 's/^-- fz:upgrade$/& transaction=off/' "migrations/versions/$1_${3// /_}.sql"
}

upgrade() { run fz --url "$postgres_url" migrate upgrade head "$@"; }

psql -X -q -c 'CREATE ROLE owner; CREATE ROLE deploy LOGIN IN ROLE owner' || fail 'roles' 'an error'

scenario 'search_path, role and settings of the configuration hold in every revision'
new_project
new_database
psql -X -q -c 'CREATE SCHEMA app AUTHORIZATION owner; CREATE SCHEMA other; GRANT ALL ON SCHEMA other TO owner'
printf '%s\n' 'search_path = "app"' 'role = "owner"' '[database.settings]' \
  'app.tenant = "seven"' >>alembic.toml
revision a1 '' 'reset' 'CREATE TABLE one (i int); RESET ALL; RESET ROLE;'
revision b2 a1 'discard' "CREATE TABLE two AS SELECT current_setting('app.tenant') AS tenant;
SELECT set_config('search_path', 'other', false); SET app.tenant = 'eight';"
outside c3 b2 'outside' 'CREATE TABLE three (i int); DISCARD ALL;'
revision d4 c3 'last' "CREATE TABLE four AS SELECT current_setting('app.tenant') AS tenant;"
upgrade
expect_exit 0
expect_row "SELECT string_agg(tablename || ' ' || tableowner, ',' ORDER BY tablename) FROM pg_tables
  WHERE schemaname = 'app'" 'alembic_version owner,four owner,fz_audit owner,one owner,three owner,two owner'
expect_row 'SELECT tenant FROM app.two UNION ALL SELECT tenant FROM app.four' $'seven\nseven'

scenario 'the version row is written by the role that logged in, whatever the revision became'
new_project
new_database
psql -X -q -c 'CREATE SCHEMA app AUTHORIZATION owner; GRANT ALL ON SCHEMA public TO deploy'
postgres_url=${postgres_url/fz@/deploy@}
revision a1 '' 'role' 'SET ROLE owner; CREATE TABLE app.one (i int);'
revision b2 a1 'own' 'CREATE TABLE two (i int);'
outside c3 b2 'outside' "SET ROLE owner; SET search_path = app;
CREATE TABLE three (i int); CREATE INDEX CONCURRENTLY ON_THREE ON three (i); CREATE TABLE four (i int);"
revision d4 c3 'own again' 'CREATE TABLE five (i int);'
upgrade
expect_exit 0
expect_row "SELECT string_agg(schemaname || '.' || tablename || ' ' || tableowner, ',' ORDER BY tablename)
  FROM pg_tables WHERE tablename IN ('one', 'two', 'three', 'four', 'five', 'alembic_version')" \
  'public.alembic_version deploy,public.five deploy,app.four owner,app.one owner,app.three owner,public.two deploy'

scenario 'a section outside of a transaction goes on with its settings after a failure'
new_project
new_database
outside a1 '' 'half' 'CREATE SCHEMA app; SET search_path = app; CREATE TABLE one (i int);
CREATE TABLE two AS SELECT * FROM public.nowhere;'
upgrade
expect_exit 1
expect_stderr_has 'nowhere'
psql -X -q -c 'CREATE TABLE nowhere (i int)'
upgrade
expect_exit 0
expect_row "SELECT schemaname FROM pg_tables WHERE tablename = 'two'" app

scenario 'the settings that head a dump do not switch the lock timeout off for the next step'
new_project
new_database
revision a1 '' 'dump' "SET statement_timeout = 0; SET lock_timeout = 0; SET row_security = off;
SET check_function_bodies = false; SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.one (i int);"
revision b2 a1 'after' "CREATE TABLE seen AS SELECT name, setting FROM pg_settings
WHERE name IN ('lock_timeout', 'row_security', 'check_function_bodies');"
upgrade --statement-lock-timeout 3s
expect_exit 0
expect_row 'SELECT setting FROM seen ORDER BY name' $'on\n3000\non'

scenario 'hidden code is taken for what it may do'
new_project
new_database
psql -X -q -c 'CREATE SCHEMA app'
revision a1 '' 'make' "CREATE FUNCTION move() RETURNS void LANGUAGE sql AS
  \$\$ SELECT set_config('search_path', 'app', false) \$\$;"
revision b2 a1 'call' 'SELECT move(); CREATE TABLE one (i int);'
revision c3 b2 'after' 'CREATE TABLE two (i int);'
upgrade --single-transaction
expect_exit 0
expect_row "SELECT string_agg(schemaname, ',' ORDER BY tablename) FROM pg_tables
  WHERE tablename IN ('one', 'two')" 'app,public'

scenario 'prepared statements, temporary tables, cursors and locks may have the same names twice'
new_project
new_database
for id in a1 b2; do
  parent=$([ $id = a1 ] || echo a1)
  revision $id "$parent" "$id" "PREPARE p AS SELECT 1; CREATE TEMP TABLE scratch (i int);
DECLARE c CURSOR WITH HOLD FOR SELECT 1; LISTEN x; SELECT pg_advisory_lock(7);"
done
revision c3 b2 'look' "CREATE TABLE seen AS SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND pid = pg_backend_pid();"
upgrade
expect_exit 0
expect_row 'SELECT * FROM seen' 1 # that of the run itself
run fz --url "$postgres_url" migrate upgrade base:head --sql
expect_exit 0
printf '%s\n' "$stdout" >script.sql
new_database
run psql -X -q -f script.sql
expect_exit 0
expect_stderr ''

scenario 'a step that lets the lock of the run go does not lose it'
new_project
new_database
revision a1 '' 'unlock' 'SELECT pg_advisory_unlock_all(); CREATE TABLE t (i int);'
revision b2 a1 'look' "CREATE TABLE seen AS SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND pid = pg_backend_pid();"
upgrade
expect_exit 0
expect_row 'SELECT * FROM seen' 1

scenario "deferred checks of a temporary table do not keep it from being dropped"
new_project
new_database
revision a1 '' 'deferred' 'CREATE TEMP TABLE p (id int PRIMARY KEY);
CREATE TEMP TABLE c (id int REFERENCES p DEFERRABLE INITIALLY DEFERRED);
INSERT INTO c VALUES (1); INSERT INTO p VALUES (1);'
upgrade
expect_exit 0

scenario 'a schema for the version table is made'
new_project
new_database
sed -i '/^\[alembic\]/a version_table_schema = "meta"' alembic.toml
revision a1 '' 'make' 'CREATE SCHEMA IF NOT EXISTS meta; CREATE TABLE meta.t (a int);'
run fz --url "$postgres_url" migrate ensure-version
expect_exit 0
upgrade
expect_exit 0
expect_row 'SELECT version_num FROM meta.alembic_version' a1
new_database
run fz --url "$postgres_url" migrate upgrade base:head --sql
expect_exit 0
printf '%s\n' "$stdout" >script.sql
run psql -X -q -f script.sql
expect_exit 0
expect_row 'SELECT version_num FROM meta.alembic_version' a1

scenario 'who drops the schema of the version table is told so, and nothing of the step stays'
new_project
new_database
revision a1 '' 'make' 'CREATE TABLE t (a int);' 'DROP SCHEMA public CASCADE; CREATE SCHEMA public;'
upgrade
expect_exit 0
run fz --url "$postgres_url" migrate downgrade base
expect_exit 1
expect_stderr_has 'a1'
expect_stderr_has 'alembic_version'
expect_row 'SELECT version_num FROM alembic_version' a1
expect_row 'SELECT count(*) FROM t' 0

scenario 'a revision that changes the version table by dynamic SQL is rolled back'
new_project
new_database
revision a1 '' 'dynamic' "DO \$\$ BEGIN EXECUTE 'INSERT INTO alembic' || '_version VALUES (''x'')'; END \$\$;"
upgrade
expect_exit 1
expect_stderr_has 'alembic_version'
expect_row "SELECT to_regclass('alembic_version') IS NULL" t

scenario "notices of fz's own statements are not shown, those of a revision are"
new_project
new_database
outside a1 '' 'notice' "CREATE TABLE t (a int); DO \$\$ BEGIN RAISE NOTICE 'hello'; END \$\$;"
upgrade
expect_exit 0
expect_stderr_lacks 'already exists'
expect_stderr_has 'hello'

scenario 'SET TRANSACTION may be the first statement of a revision, in a run and in a script'
new_project
new_database
revision a1 '' 'first' 'CREATE TABLE t (level text);'
revision b2 a1 'serializable' "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
SET TRANSACTION NOT DEFERRABLE;
INSERT INTO t VALUES (current_setting('transaction_isolation'));"
revision c3 b2 'as ever' "INSERT INTO t VALUES (current_setting('transaction_isolation'));"
upgrade
expect_exit 0
expect_row 'SELECT level FROM t' $'serializable\nread committed'
fz --url "$postgres_url" migrate upgrade head --sql >script.sql
new_database
run psql -X -q -f script.sql
expect_exit 0
expect_stderr ''
expect_row 'SELECT level FROM t' $'serializable\nread committed'

scenario 'SET TRANSACTION that the server refuses is shown with its place'
new_project
new_database
revision a1 '' 'wrong' 'SET TRANSACTION ISOLATION LEVEL NONE;'
upgrade
expect_exit 1
expect_stderr_has 'a1_wrong.sql:9'
