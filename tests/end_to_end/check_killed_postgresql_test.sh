#!/usr/bin/env bash
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

scratch_databases() {
  psql -AtX -d postgres -c "SELECT datname FROM pg_database WHERE datname LIKE 'fz\_scratch%'"
}

is_quiet() {
  [ "$(psql -AtX -d postgres -c "SELECT count(*) FROM pg_stat_activity WHERE application_name ~ '^fz'
    OR datname LIKE 'fz\_scratch%' OR query ~* '^(create|drop) database'
      AND pid <> pg_backend_pid() AND state <> 'idle'")" = 0 ]
}

new_database
new_project_here() {
  new_project
  sed -i "s|^url.*|url = \"$postgres_url\"|" alembic.toml
  printf '[schema]\ntarget = "schema.sql"\n' >>alembic.toml
  three_revisions
  echo 'SELECT pg_sleep(0.2);' >>migrations/versions/cccc* # after its downgrade
  echo 'CREATE TABLE t (id INTEGER); CREATE TABLE u (id INTEGER);' >schema.sql
}

# milliseconds_of COMMAND…: how long a run takes that knows nothing from an earlier one.
milliseconds_of() {
  local start
  rm -rf "$HOME/.cache"
  start=$(date +%s%3N)
  "$@" >/dev/null 2>&1
  echo $(($(date +%s%3N) - start))
}

# kill_after MILLISECONDS COMMAND…: unless it has ended by then.
kill_after() {
  local after=$1
  shift
  rm -rf "$HOME/.cache"
  start "$@"
  sleep "$(printf '%d.%03d' $((after / 1000)) $((after % 1000)))"
  if kill -9 "$pid" 2>/dev/null; then killed=$((killed + 1)); fi
  wait "$pid" 2>/dev/null
  [ -z "$(scratch_databases)" ] || left=$((left + 1))
  [ "$(catalog_of "$PGDATABASE")" = "$before" ] || fail 'the database as before' 'it has changed'
}

scenario 'killed at any moment, the database is as before and the next run leaves no scratch database'
new_project_here
run fz migrate upgrade head
expect_exit 0
before=$(catalog_of "$PGDATABASE")
killed=0
left=0
for line in 'fz migrate check' 'fz schema diff schema.sql revisions' 'fz migrate test'; do
  # shellcheck disable=SC2086
  whole=$(milliseconds_of $line)
  for part in 1 2 3 4 5 6 7; do
    # shellcheck disable=SC2086
    kill_after $((whole * part / 8)) $line
  done
done 2>/dev/null # of bash, on every process that was killed
[ "$killed" -ge 10 ] || fail 'killed runs' "$killed of 21"
[ "$left" -ge 1 ] || fail 'a kill that leaves a scratch database' 'none did'
wait_until 'the server has noticed' is_quiet
run fz migrate check
expect_exit 0
[ -z "$(scratch_databases)" ] || fail 'no scratch database' "$(scratch_databases)"
