# Sourced after lib.sh by tests that need PostgreSQL: a private server in the test's own folder,
# reached by a Unix socket (after postgres_listen on loopback too) and gone at the end. Where no server is installed, the script ends
# here, as skipped.
#
#   . "${0%/*}/lib.sh"
#   . "${0%/*}/postgres.sh"
#   scenario '…'
#   new_database                # empty; psql finds it by PGHOST, PGUSER and PGDATABASE
#   run fz --url "$postgres_url" …
#   expect_row 'SELECT 1' 1
#
# shellcheck shell=bash

postgres_programs=$(find /usr/lib/postgresql/*/bin /usr/pgsql-*/bin "$(pg_config --bindir 2>/dev/null)" \
  -maxdepth 1 -name initdb -printf '%h\n' 2>/dev/null | sort -V | tail -n 1)
if [ -z "$postgres_programs" ] || ! command -v psql >/dev/null; then
  skip 'PostgreSQL is not installed'
  exit 0
fi
postgres_home=$work/postgres
database_number=0

# PostgreSQL refuses to run as root: then an ordinary user does it.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && runuser -u nobody -- "$@")
  else
    "$@"
  fi
}

postgres_init() {
  mkdir -p "$postgres_home"
  if [ "$(id -u)" = 0 ]; then chown nobody "$postgres_home"; fi
  as_postgres "$postgres_programs/initdb" -D "$postgres_home/data" -U fz -A trust -N -E UTF8 \
    --locale=C.UTF-8 >"$work/initdb.log" 2>&1 || fail 'initdb' "$(cat "$work/initdb.log")"
  printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$postgres_home'" 'fsync = off' \
    >>"$postgres_home/data/postgresql.conf"
}

postgres_start() {
  as_postgres "$postgres_programs/pg_ctl" -D "$postgres_home/data" -w -t 60 -s \
    -l "$postgres_home/log" start
}

postgres_stop() {
  as_postgres "$postgres_programs/pg_ctl" -D "$postgres_home/data" -m "${1:-immediate}" -s stop
}

# postgres_restart [LINE…]: with these lines added to its configuration.
postgres_restart() {
  if [ $# -gt 0 ]; then printf '%s\n' "$@" >>"$postgres_home/data/postgresql.conf"; fi
  postgres_stop fast
  postgres_start || fail 'a PostgreSQL server' "$(cat "$postgres_home/log")"
}

# postgres_listen: on loopback too, at PGPORT.
postgres_listen() {
  local tries
  postgres_stop fast
  for ((tries = 0; tries < 20; tries++)); do
    export PGPORT=$((20000 + RANDOM))
    printf '%s\n' "listen_addresses = '127.0.0.1'" "port = $PGPORT" \
      >>"$postgres_home/data/postgresql.conf"
    if postgres_start 2>/dev/null; then return; fi
  done
  fail 'a free port' "$(cat "$postgres_home/log")"
}

stop_and_clean_up() {
  local status=$?
  postgres_stop 2>/dev/null
  (exit "$status")
  clean_up
}

trap stop_and_clean_up EXIT
unset "${!PG@}"
export PGHOST=$postgres_home PGUSER=fz PGDATABASE=postgres PSQLRC=/dev/null
postgres_init
postgres_start || fail 'a PostgreSQL server' "$(cat "$postgres_home/log")"

# new_database: an empty database, named in PGDATABASE and $postgres_url.
new_database() {
  database_number=$((database_number + 1))
  PGDATABASE=postgres psql -X -q -c "CREATE DATABASE test_$database_number" ||
    fail 'a new database' 'an error'
  export PGDATABASE=test_$database_number
  # shellcheck disable=SC2034
  postgres_url="postgresql://fz@/$PGDATABASE?host=$PGHOST"
}

# expect_row SQL RESULT: as psql prints it without heads (a|b, one line a row).
expect_row() {
  local got
  got=$(psql -X -q -A -t -c "$1" 2>&1)
  [ "$got" = "$2" ] || fail "$1: $2" "$got"
}

# catalog_of DATABASE: everything in it but the audit trail, as pg_dump writes it.
catalog_of() {
  pg_dump -T fz_audit --restrict-key=fz "$1" 2>/dev/null || pg_dump -T fz_audit "$1"
}
