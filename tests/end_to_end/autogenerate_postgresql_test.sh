#!/usr/bin/env bash
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

# project_with_target: a project on a new database whose wanted schema is schema.sql.
project_with_target() {
  new_database
  new_project
  printf '\n[schema]\ntarget = "schema.sql"\n' >>alembic.toml
  export DATABASE_URL=$postgres_url
  cat >schema.sql
}

autogenerate() { run fz migrate revision --autogenerate -m "$@"; }
upgrade() {
  run fz migrate upgrade head
  expect_exit 0
}
generated() { echo migrations/versions/*_"$1".sql; }
take_todos_out() { sed -i '/^-- fz:todo /d' migrations/versions/*.sql; }
no_scratch_left() { expect_row "SELECT count(*) FROM pg_database WHERE datname LIKE 'fz_scratch%'" 0; }

scenario 'a new schema is one revision, there and back'
project_with_target <<'SQL'
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE people (id serial PRIMARY KEY, name varchar(20) CHECK (name <> ''), now mood);
CREATE INDEX people_name ON people (lower(name));
CREATE VIEW names AS SELECT id, name FROM people;
CREATE TABLE later (a int);
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT count(*)::int FROM later';
CREATE TABLE last (a int DEFAULT f());
SQL
autogenerate 'step 1'
expect_exit 0
expect_stderr ''
no_scratch_left
upgrade
run fz schema diff schema.sql "$postgres_url"
expect_exit 0
run fz migrate downgrade base
expect_exit 0
expect_row "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE nspname = 'public' AND relname IN ('people', 'names', 'later')" 0
autogenerate 'step 2' --check
expect_exit 0
expect_stdout_has 'nothing to write'

scenario 'tables that are there are changed by a chain, in forms that let others work'
project_with_target <<'SQL'
CREATE TABLE people (id int, name varchar(20), boss int);
SQL
autogenerate 'step 1'
upgrade
psql -qc "INSERT INTO people VALUES (1, 'ada', 1), (2, 'bob', 1)"
cat >schema.sql <<'SQL'
CREATE TABLE people (id int PRIMARY KEY, name varchar(20) NOT NULL, boss int
  REFERENCES people, CHECK (id > 0));
CREATE INDEX people_name ON people (name);
SQL
autogenerate 'step 2'
expect_exit 0
expect_stderr_has 'must be looked at'
[ "$(ls migrations/versions/*step_2* | wc -l)" = 4 ] || fail 'four files' "$(ls migrations/versions)"
one=$(generated step_2_1_of_4_change)
two=$(generated step_2_2_of_4_build_indexes)
three=$(generated step_2_3_of_4_validate)
grep -q 'CHECK ((id > 0)) NOT VALID;' "$one" || fail 'NOT VALID' "$(cat "$one")"
grep -q '^-- fz:upgrade transaction=off' "$two" || fail 'outside' "$(cat "$two")"
grep -q 'CREATE INDEX CONCURRENTLY people_name' "$two" || fail 'CONCURRENTLY' "$(cat "$two")"
grep -q 'PRIMARY KEY USING INDEX' "$three" || fail 'USING INDEX' "$(cat "$three")"
grep -q 'VALIDATE CONSTRAINT' "$three" || fail 'VALIDATE' "$(cat "$three")"
run fz migrate upgrade head
expect_exit 1
expect_stderr_has 'This is still to be done'
take_todos_out
upgrade
run fz schema diff schema.sql "$postgres_url"
expect_exit 0
for step in 1 2 3 4; do
  run fz migrate downgrade -1
  expect_exit 0
done
expect_row 'SELECT count(*) FROM people' 2
expect_row "SELECT count(*) FROM pg_constraint WHERE conrelid = 'people'::regclass" 0
run fz migrate upgrade head
expect_exit 0

scenario 'plain statements are one revision'
project_with_target <<'SQL'
CREATE TABLE t (a int);
SQL
autogenerate 'step 1'
upgrade
echo 'CREATE TABLE t (a int NOT NULL, CHECK (a > 0)); CREATE INDEX i ON t (a);' >schema.sql
autogenerate 'step 2' --offline-ddl
expect_exit 0
[ "$(ls migrations/versions/*step_2* | wc -l)" = 1 ] || fail 'one file' "$(ls migrations/versions)"
take_todos_out
upgrade
run fz schema diff schema.sql "$postgres_url"
expect_exit 0

scenario 'a new value of an enum is used in a later revision'
project_with_target <<'SQL'
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (now mood);
SQL
autogenerate 'step 1'
upgrade
echo "CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TABLE t (now mood DEFAULT 'glad');" >schema.sql
autogenerate 'step 2'
expect_exit 0
take_todos_out
upgrade
run fz schema diff schema.sql "$postgres_url"
expect_exit 0
run fz migrate downgrade base
expect_exit 0

scenario 'comments rename a table and a column, and keys follow'
project_with_target <<'SQL'
CREATE TABLE users (id serial PRIMARY KEY, name text UNIQUE);
CREATE VIEW v AS SELECT name FROM users;
SQL
autogenerate 'step 1'
upgrade
psql -qc "INSERT INTO users (name) VALUES ('ada')"
cat >schema.sql <<'SQL'
CREATE TABLE people ( -- fz:renamed from=users
  id serial PRIMARY KEY,
  full_name text UNIQUE -- fz:renamed from=name
);
CREATE VIEW v AS SELECT full_name AS name FROM people;
SQL
autogenerate 'step 2'
expect_exit 0
grep -q 'ALTER TABLE public.users RENAME TO people;' "$(generated step_2)" ||
  fail 'a rename' "$(cat "$(generated step_2)")"
take_todos_out
upgrade
expect_row 'SELECT name FROM v' ada
run fz schema diff schema.sql "$postgres_url"
expect_exit 0
run fz migrate downgrade -1
expect_exit 0
expect_row 'SELECT name FROM v' ada
expect_row "SELECT conname FROM pg_constraint WHERE contype = 'p' AND conrelid = 'users'::regclass" users_pkey

scenario 'it starts from the database where that is asked for'
project_with_target <<'SQL'
CREATE TABLE t (a int);
SQL
autogenerate 'step 1'
upgrade
psql -qc 'CREATE TABLE by_hand (x int)'
autogenerate 'step 2' --from-database
expect_exit 0
grep -q 'DROP TABLE public.by_hand;' "$(generated step_2)" || fail 'by_hand goes' "$(cat "$(generated step_2)")"
no_scratch_left
