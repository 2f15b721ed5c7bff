#!/usr/bin/env bash
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

scratch_databases() { psql -AtX -c "SELECT datname FROM pg_database WHERE datname LIKE 'fz\_scratch%'"; }

expect_no_scratch() {
  local left
  left=$(scratch_databases)
  if [ -n "$left" ]; then fail 'no scratch database' "$left"; fi
}

# shop: a project on a new database, at head.
shop() {
  new_database
  new_project
  sed -i "s|^url.*|url = \"$postgres_url\"|" alembic.toml
  revision aaaaaaaaaaaa '' 'people' \
    "CREATE TABLE people (id serial PRIMARY KEY, kind varchar CHECK (kind IN ('a', 'b')));" \
    'DROP TABLE people;'
  revision bbbbbbbbbbbb aaaaaaaaaaaa 'names' 'CREATE VIEW names AS SELECT id FROM people;' \
    'DROP VIEW names;'
  run fz migrate upgrade head
  expect_exit 0
}

scenario 'a database that is what its revisions lead to'
shop
before=$(catalog_of "$PGDATABASE")
run fz migrate check
expect_exit 0
expect_stdout_has 'Its schema is what its revisions lead to.'
expect_no_scratch
[ "$(catalog_of "$PGDATABASE")" = "$before" ] || fail 'a database as before' 'it has changed'

scenario 'what is known from an earlier run is not made again'
shop
run fz migrate check
expect_exit 0
counted() { psql -AtX -d postgres -c "SELECT max(oid) FROM pg_database"; }
before=$(counted)
run fz migrate check
expect_exit 0
[ "$(counted)" = "$before" ] || fail 'no new database' 'there was one'

scenario 'a database restored from a dump is not drifted, one changed by hand is'
shop
pg_dump "$PGDATABASE" >dump.sql
new_database
psql -qX -f dump.sql >/dev/null
run fz --url "$postgres_url" migrate check
expect_exit 0
psql -qX -c 'ALTER TABLE people ADD COLUMN extra text' -c 'REVOKE ALL ON names FROM PUBLIC' \
  -c 'GRANT SELECT ON names TO PUBLIC'
run fz --url "$postgres_url" migrate check
expect_exit 3
expect_stderr_has '+ column public.people.extra'
expect_stderr_has '~ view public.names'
expect_no_scratch

scenario 'schemas, include and exclude'
shop
psql -qX -c 'CREATE SCHEMA other' -c 'CREATE TABLE other.t (id integer)' \
  -c 'CREATE TABLE tmp_1 (id serial)'
run fz migrate check
expect_exit 3
expect_stderr_has '+ table other.t'
printf '[schema]\nschemas = ["public"]\nexclude = ["public.tmp_*"]\n' >>alembic.toml
run fz migrate check
expect_exit 0
sed -i 's/^exclude.*/include = ["tmp_*"]/' alembic.toml
run fz migrate check
expect_exit 3
expect_stderr_has '+ table public.tmp_1'

scenario 'a revision that does something to the whole server is not run on a server in use'
shop
revision cccccccccccc bbbbbbbbbbbb 'role' 'CREATE ROLE app;' 'DROP ROLE app;'
run fz migrate upgrade head
expect_exit 0
run fz migrate check
expect_exit 1
expect_stderr_has 'cccccccccccc'
expect_stderr_has 'CREATE ROLE'
expect_stderr_has 'scratch_url'
run fz migrate test
expect_exit 1
expect_stderr_has 'CREATE ROLE'
run fz migrate check --no-drift --no-target
expect_exit 0
psql -qX -c 'DROP ROLE app'

scenario 'a role that may not create databases is told what can be done'
shop
psql -qX -c 'CREATE ROLE weak LOGIN' -c 'GRANT pg_read_all_data TO weak'
run fz --url "${postgres_url/fz@/weak@}" migrate check
expect_exit 1
expect_stderr_has 'CREATEDB'
expect_stderr_has '--no-drift'
run fz --url "${postgres_url/fz@/weak@}" migrate check --no-drift --no-target
expect_exit 0
printf '[schema]\nscratch_url = "%s"\n' "$postgres_url" >>alembic.toml
run fz --url "${postgres_url/fz@/weak@}" migrate check
expect_exit 0
expect_no_scratch

# as_person COMMAND…: by an ordinary user, in this folder: root may not start a server.
as_person() {
  if [ "$(id -u)" = 0 ]; then
    chmod 755 . && runuser -u nobody -- env PATH="$PATH" "$@"
  else
    "$@"
  fi
}

own_servers() { find /tmp -maxdepth 1 -name 'fz-server.*' -newer "$work/begin" 2>/dev/null; }
own_servers_are_gone() { [ -z "$(own_servers)" ]; }
an_own_server_runs() { [ -n "$(find /tmp/fz-server.*/data/base -maxdepth 1 -newer "$work/begin" 2>/dev/null)" ]; }

scenario 'where no server lets us, one of our own is started, and is gone afterwards, also when we are killed'
shop
printf '[schema]\nprivate_server = true\n' >>alembic.toml
touch "$work/begin"
run as_person fz --url "${postgres_url/fz@/weak@}" migrate check
expect_exit 0
expect_stdout_has 'Its schema is what its revisions lead to.'
own_servers_are_gone || fail 'no server of our own' "$(own_servers)"
revision cccccccccccc bbbbbbbbbbbb 'role' 'CREATE ROLE app; SELECT pg_sleep(60);' 'DROP ROLE app;'
if [ "$(id -u)" = 0 ]; then
  start runuser -u nobody -- fz --url "${postgres_url/fz@/weak@}" migrate test
else
  start fz --url "${postgres_url/fz@/weak@}" migrate test
fi
wait_until 'a server of our own' an_own_server_runs
sleep 1
if [ "$(id -u)" = 0 ]; then pid=$(pgrep -P "$pid"); fi # runuser has the program as its child
kill -9 "$pid"
wait "$pid" 2>/dev/null
wait_until 'its end' own_servers_are_gone
if [ "$(id -u)" = 0 ]; then
  run fz --url "${postgres_url/fz@/weak@}" migrate test
  expect_exit 2
  expect_stderr_has 'cannot be started by root'
fi
