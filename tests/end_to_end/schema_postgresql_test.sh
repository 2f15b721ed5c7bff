#!/usr/bin/env bash
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

scratch_databases() { psql -AtX -c "SELECT datname FROM pg_database WHERE datname LIKE 'fz\_scratch%'"; }

expect_no_scratch() {
  local left
  left=$(scratch_databases)
  if [ -n "$left" ]; then fail 'no scratch database' "$left"; fi
}

old_schema() {
  cat <<'SQL'
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE people (id serial PRIMARY KEY, name varchar(20), feels mood DEFAULT 'sad');
CREATE VIEW names AS SELECT id, name FROM people;
GRANT SELECT ON names TO PUBLIC;
COMMENT ON VIEW names IS 'who there is';
SQL
}

new_schema() {
  cat <<'SQL'
CREATE TYPE mood AS ENUM ('happy', 'sad', 'tired');
CREATE TABLE people (id serial PRIMARY KEY, name text NOT NULL, feels mood DEFAULT 'sad');
CREATE VIEW names AS SELECT id, name FROM people;
GRANT SELECT ON names TO PUBLIC;
COMMENT ON VIEW names IS 'who there is';
CREATE INDEX people_name ON people (lower(name));
SQL
}

scenario 'what differs is named, and no database is left'
new_database
old_schema >old.sql
new_schema >new.sql
run fz schema diff old.sql new.sql --scratch-url "$postgres_url"
expect_exit 3
expect_stdout_has "~ enum public.mood
    labels: 'sad', 'happy' -> 'happy', 'sad', 'tired'"
expect_stdout_has '~ column public.people.name
    not_null: yes
    type: character varying(20) -> text'
expect_stdout_has '+ index public.people.people_name'
expect_no_scratch
run fz schema diff old.sql old.sql --scratch-url "$postgres_url"
expect_exit 0
expect_stdout 'The schemas are equal.'

scenario 'one side leaves nothing for the other, and a new value of an enum may be used at once'
new_database
cat >one.sql <<'SQL'
SET search_path = pg_catalog;
SET standard_conforming_strings = off;
PREPARE p AS SELECT 1;
SELECT pg_advisory_lock(7);
CREATE TEMPORARY TABLE t (a int);
CREATE TYPE public.mood AS ENUM ('sad');
CREATE TABLE public.people (feels public.mood);
SQL
{
  cat one.sql
  printf '%s\n' "ALTER TYPE public.mood ADD VALUE 'tired';" \
    "ALTER TABLE public.people ALTER feels SET DEFAULT 'tired';"
} >other.sql
run fz schema diff one.sql one.sql --scratch-url "$postgres_url"
expect_exit 0
run fz schema diff one.sql other.sql --scratch-url "$postgres_url"
expect_exit 3
expect_stdout_has "~ enum public.mood
    labels: 'sad' -> 'sad', 'tired'"
expect_no_scratch
run fz schema diff one.sql <(echo 'CREATE TABLE t (a nothing);') --scratch-url "$postgres_url"
expect_exit 1
expect_stderr_has 'type "nothing" does not exist'
expect_no_scratch

scenario 'the script leads from one schema to the other and keeps rows, grants and comments'
new_database
old_schema >old.sql
new_schema >new.sql
psql -qX -f old.sql
psql -qX -c "INSERT INTO people (name, feels) VALUES ('Ada', 'happy')"
run fz schema diff --sql "$postgres_url" new.sql
expect_exit 3
psql -qX -v ON_ERROR_STOP=1 -1 <<<"$stdout" >/dev/null || fail 'a script that runs' 'it fails'
run fz schema diff "$postgres_url" new.sql
expect_exit 0
expect_row 'SELECT name, feels FROM people' 'Ada|happy'
expect_row "SELECT relacl::text LIKE '%=r/%' FROM pg_class WHERE relname = 'names'" t
expect_no_scratch

scenario 'a dump makes the same schema in another database'
new_database
new_schema | psql -qX
run fz schema dump "$postgres_url"
expect_exit 0
printf '%s\n' "$stdout" >dump.sql
run fz schema diff dump.sql "$postgres_url"
expect_exit 0

scenario 'a check that the server prints differently once it has read its own print is no difference'
new_database
echo "CREATE TABLE t (v varchar CHECK (v IN ('a', 'b')));" >t.sql
psql -qX -f t.sql
run fz schema dump "$postgres_url"
printf '%s\n' "$stdout" >dump.sql
run fz schema diff t.sql dump.sql --scratch-url "$postgres_url"
expect_exit 0
sed -i "s/'b'/'c'/" t.sql
run fz schema diff t.sql dump.sql --scratch-url "$postgres_url"
expect_exit 3
expect_stdout_has '~ constraint public.t.t_v_check'

scenario 'a folder is read in the order of its names, and what is not compared is named'
new_database
mkdir folder
echo 'CREATE TABLE b (id integer REFERENCES a);' >folder/2.sql
echo 'CREATE TABLE a (id integer PRIMARY KEY);' >folder/1.sql
echo 'CREATE TEXT SEARCH CONFIGURATION german (COPY = simple);' >folder/3.sql
run fz schema diff folder folder --scratch-url "$postgres_url"
expect_exit 0
expect_stderr_has 'not compared: 1 text search configuration (german)'

scenario 'a file that does not load is an error with its place'
new_database
printf 'CREATE TABLE a (id integer);\n\nCREATE TABLE b (id nonsense);\n' >bad.sql
run fz schema dump bad.sql --scratch-url "$postgres_url"
expect_exit 1
expect_stderr_has 'bad.sql:3'
expect_no_scratch
printf '\\connect other\n' >bad.sql
run fz schema dump bad.sql --scratch-url "$postgres_url"
expect_exit 1
expect_stderr_has 'psql command'

scenario 'a role that may not create databases is told what can be done'
new_database
psql -qX -c 'CREATE ROLE weak LOGIN'
echo 'CREATE TABLE a (id integer);' >a.sql
run fz schema dump a.sql --scratch-url "${postgres_url/fz@/weak@}"
expect_exit 1
expect_stderr_has 'CREATEDB'
expect_stderr_has '--scratch-url'

scenario 'what a killed run left goes with the next run'
new_database
(:) &
gone=$!
wait "$gone"
echo 'CREATE TABLE a (id integer); SELECT pg_sleep(30);' >slow.sql
start fz schema dump slow.sql --scratch-url "$postgres_url"
has_scratch() { [ -n "$(scratch_databases)" ]; }
nobody_is_connected() {
  [ -z "$(psql -AtX -c "SELECT 1 FROM pg_stat_activity WHERE datname LIKE 'fz\_scratch%'")" ]
}
wait_until 'a scratch database' has_scratch
kill -9 "$pid"
wait "$pid" 2>/dev/null
psql -qX -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'fz\_scratch%'" >/dev/null
echo 'CREATE TABLE a (id integer);' >a.sql
wait_until 'nobody is connected' nobody_is_connected
run fz schema diff a.sql a.sql --scratch-url "$postgres_url"
expect_exit 0
expect_no_scratch
