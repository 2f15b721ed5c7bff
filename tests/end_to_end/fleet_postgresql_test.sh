#!/usr/bin/env bash
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

# tenants N: databases tenant_1 … of this scenario, and a table in postgres that lists them.
tenants() {
  local i
  export PGDATABASE=postgres
  psql -X -q -c 'DROP TABLE IF EXISTS tenants' -c 'CREATE TABLE tenants (tenant text, plan text)' 2>/dev/null
  for ((i = 1; i <= $1; i++)); do
    psql -X -q -c "DROP DATABASE IF EXISTS tenant_$i" -c "CREATE DATABASE tenant_$i" \
      -c "INSERT INTO tenants VALUES ('tenant_$i', '$([ $i = 1 ] && echo free || echo gold)')" 2>/dev/null
  done
}

query_fleet() {
  cat >>alembic.toml <<END

[fleet]
database = "postgresql://fz@/postgres?host=$PGHOST"
query = "SELECT tenant, plan FROM tenants ORDER BY tenant"
template = "postgresql://fz@/\${name}?host=$PGHOST"
END
}

expect_versions() {
  local got
  got=$(for ((i = 1; i <= $1; i++)); do
    psql -X -q -A -t -d "tenant_$i" -c 'SELECT version_num FROM alembic_version' 2>/dev/null || echo '-'
  done | tr '\n' ' ')
  [ "$got" = "$2 " ] || fail "versions $2" "$got"
}

scenario 'a query on an administration database says which databases there are'
tenants 6
new_project
three_revisions
query_fleet
run fz fleet list
expect_exit 0
expect_stdout_has 'tenant_1'
expect_stdout_has 'plan=free'
run fz fleet upgrade head --canary plan=free
expect_exit 0
expect_stdout_has '6 of 6 targets done'
expect_versions 6 'cccccccccccc cccccccccccc cccccccccccc cccccccccccc cccccccccccc cccccccccccc'
run fz fleet check
expect_exit 0
expect_stdout_has '6 targets at cccccccccccc as the revisions say'
for n in 2 3 4 5; do psql -X -q -d "tenant_$n" -c 'ALTER TABLE t ALTER COLUMN id SET NOT NULL'; done 2>&1
: >free.db
chmod 644 free.db
printf 'targets = "list.txt"\n' >>alembic.toml
echo 'free sqlite:///free.db' >list.txt
run fz fleet upgrade head
run fz fleet check
expect_exit 3
expect_stdout_has '7 targets at cccccccccccc'
expect_stdout_has '1 target at cccccccccccc as the revisions say'
expect_stdout_has '2 targets at cccccccccccc as the revisions say'
expect_stdout_has '4 targets at cccccccccccc differ from what the revisions say: tenant_2, tenant_3, tenant_4, tenant_5'
expect_row "SELECT count(*) FROM pg_database WHERE datname LIKE '%scratch%'" 0

scenario 'every trouble at once: each is named, each is at a boundary, the rest is done'
tenants 4
new_project
three_revisions
query_fleet
psql -X -q -d tenant_2 -c 'CREATE TABLE u (x int)'
mkdir data
: >data/free.db
: >data/held.db
chmod 644 data/*.db
python3 -c '
import sqlite3, time
held = sqlite3.connect("data/held.db", isolation_level=None)
held.execute("BEGIN EXCLUSIVE")
open("locked", "w").close()
time.sleep(100)' &
locker=$!
wait_until 'a locked file' test -e locked
cat >list.txt <<END
tenant_1
tenant_2
tenant_3
gone postgresql://fz:secret@127.0.0.1:1/x
nobody postgresql://nobody_here@/tenant_4?host=$PGHOST
missing postgresql://fz@/no_such_database?host=$PGHOST
free sqlite:///data/free.db
held sqlite:///data/held.db
END
run fz fleet upgrade head --targets list.txt --lock-timeout 2s --connect-retries 1 --report all.json
kill "$locker"
expect_exit 1
expect_stdout_has '3 of 8 targets done, 5 failed'
expect_stdout_has 'relation "u" already exists'
expect_stdout_lacks 'secret'
expect_stderr_lacks 'secret'
for name in gone nobody missing held; do expect_stdout_has "$name"; done
expect_versions 3 'cccccccccccc aaaaaaaaaaaa cccccccccccc'
expect_version data/free.db cccccccccccc
python3 - <<'END' || fail 'the report' "$(cat all.json)"
import json
ends = {each["name"]: each for each in json.load(open("all.json"))["all"]}
assert ends["gone"]["attempts"] == 2, ends["gone"]
assert ends["nobody"]["attempts"] == 1, ends["nobody"]
assert ends["missing"]["attempts"] == 1, ends["missing"]
assert ends["held"]["attempts"] > 3, ends["held"]
assert ends["tenant_2"]["after"] == ["aaaaaaaaaaaa"]
END

scenario 'Ctrl-C cancels the statements of all targets in their databases'
tenants 5
new_project
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'sleep' 'SELECT pg_sleep(60);'
query_fleet
start fz fleet upgrade head
at_work() { [ "$(psql -X -A -t -c "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid() AND wait_event = 'PgSleep'")" = 5 ]; }
wait_until 'five statements at work' at_work
begin=$(date +%s%N)
kill -INT "$pid"
finish
[ $((($(date +%s%N) - begin) / 1000000)) -lt 2000 ] || fail 'an end within two seconds' 'it took longer'
expect_exit 130
expect_stdout_has '0 of 5 targets done, 5 interrupted'
expect_row "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state = 'active' AND pid <> pg_backend_pid()" 0
expect_versions 5 'aaaaaaaaaaaa aaaaaaaaaaaa aaaaaaaaaaaa aaaaaaaaaaaa aaaaaaaaaaaa'

scenario 'schemas of one database, each with its own version table'
new_database
psql -X -q -c 'CREATE SCHEMA t_a' -c 'CREATE SCHEMA "t_B"' -c 'CREATE SCHEMA other'
new_project
three_revisions
cat >>alembic.toml <<END

[fleet]
database = "$postgres_url"
schemas = "t_*"
END
run fz fleet upgrade head
expect_exit 0
expect_stdout_has '2 of 2 targets done'
expect_row 'SELECT version_num FROM t_a.alembic_version' cccccccccccc
expect_row 'SELECT version_num FROM "t_B".alembic_version' cccccccccccc
expect_row 'SELECT count(*) FROM "t_B".t' 1
expect_row "SELECT to_regclass('public.t') IS NULL" t
run fz fleet status
expect_stdout_has '2 targets at cccccccccccc'

scenario 'a server without many places is not asked for more than it has'
tenants 12
new_project
three_revisions
query_fleet
postgres_restart 'max_connections = 12'
run fz fleet upgrade head --jobs 32
expect_exit 0
expect_stdout_has '12 of 12 targets done'
expect_stderr_lacks 'Trying again'
