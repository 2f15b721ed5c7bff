#!/usr/bin/env bash
# Revisions that change the session at random leave the same database however they are run.
. "${0%/*}/lib.sh"
if ! command -v python3 >/dev/null || ! command -v sqlite3 >/dev/null; then
  skip 'Python or sqlite3 is not installed'
  exit 77
fi
tests=$source_root/tests/end_to_end
: "${FZ_SEED:=1}"

property() {
  run python3 "$tests/session_property.py" "$@"
  expect_exit 0
}

scenario 'SQLite'
property sqlite "$FZ_SEED" "${FZ_ROUNDS:-25}"

. "$tests/postgres.sh"
scenario 'PostgreSQL'
psql -X -q -c 'CREATE ROLE other' || fail 'a role' 'an error'
property postgresql "$FZ_SEED" "${FZ_ROUNDS:-10}"
