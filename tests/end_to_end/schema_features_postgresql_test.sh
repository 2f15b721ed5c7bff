#!/usr/bin/env bash
# Each kind of object by itself: written down, loaded from that, and the same; made by a script and
# unmade by one. pg_dump, which is not ours, must agree.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

# The order of columns is no difference.
dump_of() {
  PGDATABASE=$1 "$postgres_programs/pg_dump" -s | grep -v '^--\|^$\|restrict' | sed 's/,$//' | sort >"$2"
}

expect_same_dump() {
  dump_of "$1" first.dump
  dump_of "$2" second.dump
  if ! diff first.dump second.dump >differs; then fail "the dump of $1" "$(cat differs)"; fi
}

load() {
  psql -qX -v ON_ERROR_STOP=1 -f "$1" >load.log 2>&1 || fail "$1 loads" "$(cat load.log)"
}

for file in "$source_root"/tests/end_to_end/schema_features/*.sql; do
  scenario "$(basename "$file" .sql)"
  new_database
  load "$file"
  made=$PGDATABASE
  made_url=$postgres_url
  run fz schema dump "$made_url"
  expect_exit 0
  expect_stderr ''
  printf '%s\n' "$stdout" >dump.sql

  new_database
  load dump.sql
  expect_same_dump "$made" "$PGDATABASE"
  run fz schema diff "$made_url" "$postgres_url"
  expect_exit 0
  run fz schema diff "$file" dump.sql --scratch-url "$postgres_url"
  expect_exit 0

  new_database
  empty=$PGDATABASE
  new_database
  run fz schema diff --sql "$postgres_url" "$made_url"
  expect_exit 3
  printf '%s\n' "$stdout" >up.sql
  load up.sql
  expect_same_dump "$made" "$PGDATABASE"
  : >nothing.sql
  run fz schema diff --sql "$postgres_url" nothing.sql
  expect_exit 3
  printf '%s\n' "$stdout" >down.sql
  load down.sql
  expect_same_dump "$empty" "$PGDATABASE"
done
