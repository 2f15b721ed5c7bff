#!/usr/bin/env bash
# Whoever runs the server reads its log: what fz does as planned is no error there.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

log=$postgres_home/log

# complaints_since LINE: what the server has complained of in its log after that line.
complaints_since() { tail -n "+$(($1 + 1))" "$log" | grep -E 'WARNING|ERROR|FATAL|PANIC'; }

lines_of_log() { wc -l <"$log"; }

# silently COMMAND…: ends with 0, and leaves no complaint.
silently() {
  local before complaints
  before=$(lines_of_log)
  run "$@"
  expect_exit 0
  complaints=$(complaints_since "$before")
  [ -z "$complaints" ] || fail "nothing in the server's log of $*" "$complaints"
}

# shop: a project of two revisions and a new database, where the first has been applied.
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
}

scenario 'the first look at a database may say that there is no version table'
before=$(lines_of_log)
shop
complaints=$(complaints_since "$before")
[ "$(wc -l <<<"$complaints")" = 1 ] || fail 'one line' "$complaints"

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
shop_again=$PGDATABASE
new_database
run fz --url "$postgres_url" migrate upgrade +1
expect_exit 0
printf '%s\n' '[fleet]' 'targets = "names"' \
  "template = \"postgresql://fz@/\${name}?host=$PGHOST\"" >>alembic.toml
printf '%s\n' "$shop_again" "$PGDATABASE" >names
silently fz fleet list
silently fz fleet upgrade head --yes
silently fz fleet check
silently fz fleet downgrade -1 --yes
