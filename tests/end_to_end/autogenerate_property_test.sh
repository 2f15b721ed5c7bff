#!/usr/bin/env bash
# Autogenerate leads from any schema to any other with all rows, and back.
. "${0%/*}/lib.sh"
if ! command -v python3 >/dev/null || ! command -v sqlite3 >/dev/null; then
  skip 'Python or sqlite3 is not installed'
  exit 77
fi
tests=$source_root/tests/end_to_end
: "${FZ_SEED:=1}"

property() {
  new_project
  printf '\n[schema]\ntarget = "schema.sql"\n' >>alembic.toml
  run python3 "$tests/autogenerate_property.py" "$@"
  expect_exit 0
}

scenario 'SQLite'
export DATABASE_URL=sqlite:///$PWD/app.db
property sqlite "$FZ_SEED" "${FZ_ROUNDS:-6}"

. "$tests/postgres.sh"
scenario 'PostgreSQL'
new_database
export DATABASE_URL=$postgres_url
property postgresql "$FZ_SEED" "${FZ_ROUNDS:-2}"
