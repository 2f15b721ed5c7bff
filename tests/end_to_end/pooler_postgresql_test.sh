#!/usr/bin/env bash
# PgBouncer between fz and the server.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

pgbouncer=$(command -v pgbouncer || find /usr/sbin -maxdepth 1 -name pgbouncer 2>/dev/null)
if [ -z "$pgbouncer" ]; then
  skip 'PgBouncer is not installed'
  exit 0
fi
pool=$postgres_home/pool
as_postgres mkdir "$pool"

# pooler MODE: starts it anew, with one server session at first.
pooler() {
  pooler_stop
  as_postgres tee "$pool/pgbouncer.ini" >/dev/null <<END
[databases]
* = host=$postgres_home
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = $pool
auth_type = trust
auth_file = $pool/users
pool_mode = $1
logfile = $pool/log
pidfile = $pool/pid
END
  as_postgres tee "$pool/users" >/dev/null <<<'"fz" ""'
  as_postgres "$pgbouncer" -q -d "$pool/pgbouncer.ini"
  wait_until 'the pooler' psql -X -q -h "$pool" -p 6432 -c 'SELECT 1' -o /dev/null
}

pooler_stop() {
  local process
  process=$(cat "$pool/pid" 2>/dev/null) || return 0
  kill "$process"
  while [ -e "/proc/$process" ]; do sleep 0.05; done
}

stop_pooler_and_clean_up() {
  local status=$?
  pooler_stop
  (exit "$status")
  stop_and_clean_up
}
trap stop_pooler_and_clean_up EXIT

pooled() { run fz --url "postgresql://fz@/$PGDATABASE?host=$pool&port=6432" "$@"; }

expect_untouched() {
  expect_row "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace" 0
}

# What fz would set for its session must not fall to whoever gets the server session next.
expect_nothing_left_behind() {
  [ "$(psql -X -q -A -t -h "$pool" -p 6432 -c "SHOW default_transaction_read_only" \
    -c 'SHOW lock_timeout' -c 'SHOW search_path')" = $'off\n0\n"$user", public' ] ||
    fail 'a session as it was' 'settings of fz'
}

expect_refused() {
  expect_exit 2
  expect_plain_error
  expect_stderr_has 'a pooler that gives each statement or transaction another server session'
  expect_stderr_has 'pool_mode=session'
  expect_untouched
  expect_nothing_left_behind
}

scenario 'a session of the server for each transaction: a migration is refused and says why'
new_database
pooler transaction
new_project
three_revisions
for command in 'upgrade head' 'upgrade head --single-transaction'; do
  # shellcheck disable=SC2086
  pooled migrate $command
  expect_refused
done

scenario 'to look is allowed, and leaves no setting behind'
new_project
three_revisions
new_database
pooled migrate current
expect_exit 0
expect_nothing_left_behind

scenario 'settings that were asked for cannot be kept'
new_project
three_revisions
new_database
sed -i 's/^\[database\]/&\nsearch_path = "app"/' alembic.toml
pooled migrate current
expect_exit 2
expect_plain_error
expect_stderr_has "'search_path' belongs to a session"
expect_nothing_left_behind

scenario 'a lease is a row, and protects behind a pooler too: transactions are all it needs'
new_project
three_revisions
revision dddddddddddd cccccccccccc 'outside' 'CREATE INDEX CONCURRENTLY t_id ON t (id); INSERT INTO t VALUES (2);' ''
sed -i 's/^-- fz:upgrade$/& transaction=off/' migrations/versions/dddd*
new_database
sed -i 's/^\[alembic\]/&\nmigration_lock = "lease"/' alembic.toml
pooled migrate upgrade head
expect_exit 0
expect_row 'SELECT version_num FROM alembic_version' dddddddddddd
expect_row 'SELECT string_agg(id::text, $$ $$ ORDER BY id) FROM t' '1 2'
expect_row 'SELECT count(*) FROM alembic_version_lock' 0
psql -X -q -c "INSERT INTO alembic_version_lock VALUES
  (1, 'another', 'ada on build7', now(), now() + interval '1 hour')"
pooled migrate downgrade -1 --lock-timeout 300ms
expect_exit 4
expect_stderr_has 'it is held by ada on build7'
psql -X -q -c 'DELETE FROM alembic_version_lock'
expect_nothing_left_behind

scenario 'many steps, one run after the other: what the server keeps by name for one is not taken for the next one'
new_project
for ((i = 1; i <= 8; i++)); do
  revision "r$i" "${previous:-}" "step $i" "CREATE TABLE t$i (id integer);" "DROP TABLE t$i;"
  previous=r$i
done
new_database
sed -i 's/^\[alembic\]/&\nmigration_lock = "lease"/' alembic.toml
for target in 'upgrade head' 'downgrade base' 'upgrade head'; do
  # shellcheck disable=SC2086
  pooled migrate $target
  expect_exit 0
done
expect_row 'SELECT version_num FROM alembic_version' r8
expect_nothing_left_behind

scenario 'a session of the server for each statement: refused; with a lease, steps sent as one serve'
new_project
three_revisions
new_database
pooler statement
pooled migrate upgrade head
expect_refused
sed -i 's/^\[alembic\]/&\nmigration_lock = "lease"/' alembic.toml
pooled migrate upgrade head
expect_exit 0
expect_row 'SELECT version_num FROM alembic_version' cccccccccccc
pooled migrate downgrade base --single-transaction
expect_exit 1
expect_stderr_has 'transaction blocks not allowed in statement pooling mode'
expect_row 'SELECT version_num FROM alembic_version' cccccccccccc
pooled migrate current
expect_exit 0
expect_stdout 'cccccccccccc (head)'

scenario 'a session of the server for each connection serves'
new_database
pooler session
new_project
three_revisions
sed -i 's/^\[database\]/&\nsearch_path = "public"/' alembic.toml
pooled migrate upgrade head
expect_exit 0
expect_row 'SELECT version_num FROM alembic_version' cccccccccccc
pooled migrate downgrade base
expect_exit 0
pooled migrate current
expect_exit 0

# pooled_fleet: a fleet of two new databases behind the pooler, with the three revisions.
pooled_fleet() {
  new_project
  three_revisions
  : >names
  for _ in 1 2; do
    new_database
    printf '%s\n' "$PGDATABASE" >>names
  done
  printf '%s\n' '[fleet]' 'targets = "names"' \
    "template = \"postgresql://fz@/\${name}?host=$pool&port=6432\"" >>alembic.toml
}

scenario 'a fleet, a session of the server for each transaction: each target is refused, none is touched'
pooler transaction
pooled_fleet
run fz fleet upgrade head --yes
expect_exit 1
expect_stderr_has 'a pooler that gives each statement or transaction another server session'
for PGDATABASE in $(cat names); do
  expect_untouched
  expect_nothing_left_behind
done

scenario 'a fleet, a session of the server for each session: nothing is in the way'
pooler session
pooled_fleet
run fz fleet upgrade head --yes
expect_exit 0
for PGDATABASE in $(cat names); do
  expect_row 'SELECT version_num FROM alembic_version' cccccccccccc
  expect_nothing_left_behind
done
run fz fleet downgrade base --yes
expect_exit 0
