#!/usr/bin/env bash
# Whoever runs the server reads its log: what fz does as planned is no error there.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

log=$postgres_home/log

lines_read=0

# expect_complaints TEXT: what the server has complained of in its log since the last call. A session
# may end after fz: then the next call finds it.
expect_complaints() {
  local lines complaints
  lines=$(wc -l <"$log")
  complaints=$(tail -n "+$((lines_read + 1))" "$log" | head -n "$((lines - lines_read))" |
    grep -E 'WARNING|ERROR|FATAL|PANIC' | sed -E 's/^.*\] //; s/ at character.*//')
  lines_read=$lines
  [ "$complaints" = "$1" ] || fail "in the server's log: $1" "$complaints"
}

# silently COMMAND…: ends with 0, and leaves no complaint.
silently() {
  run "$@"
  expect_exit 0
  expect_complaints ''
}

# shop: a project of two revisions and a new database, where the first has been applied. The first
# look at a database finds no version table.
shop() {
  new_database
  new_project
  sed -i "s|^url.*|url = \"$postgres_url\"|" alembic.toml
  revision aaaaaaaaaaaa '' 'people' 'CREATE TABLE people (id integer PRIMARY KEY);' \
    'DROP TABLE people;'
  revision bbbbbbbbbbbb aaaaaaaaaaaa 'names' 'ALTER TABLE people ADD name text;' \
    'ALTER TABLE people DROP name;'
  run fz migrate upgrade +1
  expect_exit 0
  expect_complaints 'ERROR:  relation "alembic_version" does not exist'
}

scenario 'the commands of every day'
shop
silently fz migrate upgrade head
silently fz migrate upgrade head
silently fz migrate current
silently fz migrate history
silently fz migrate log
silently fz migrate check
silently fz migrate downgrade -1
silently fz migrate stamp head
silently fz migrate upgrade head --dry-run
silently fz schema dump
silently fz schema show

scenario 'a section outside of a transaction'
shop
silently fz migrate upgrade head
revision cccccccccccc bbbbbbbbbbbb 'index' 'CREATE INDEX CONCURRENTLY names ON people (name);' ''
sed -i 's/^-- fz:upgrade/& transaction=off/' migrations/versions/cccccccccccc*
silently fz migrate upgrade head
silently fz migrate upgrade head

scenario 'scratch databases'
shop
silently fz migrate upgrade head
silently fz schema dump
printf '%s\n' "$stdout" >wanted.sql
printf '[schema]\ntarget = "wanted.sql"\n' >>alembic.toml
silently fz migrate check
silently fz migrate test
silently fz schema diff target revisions

scenario 'a fleet'
shop
printf '%s\n' '[fleet]' 'targets = "names"' \
  "template = \"postgresql://fz@/\${name}?host=$PGHOST\"" >>alembic.toml
printf '%s\n' "$PGDATABASE" >names
silently fz fleet list
silently fz fleet upgrade head --yes
silently fz fleet check
silently fz fleet downgrade -1 --yes
postgres_stop fast # all sessions have ended
expect_complaints ''
