#!/usr/bin/env bash
# The sessions of docs/import.md: each begins in a copy of docs/examples/import/NAME, and prints what
# the page says.
. "${0%/*}/lib.sh"

page=$source_root/docs/import.md

# session NAME: the block after <!-- session NAME -->.
session() {
  sed -n "/^<!-- session $1 -->/,/^\`\`\`\$/p" "$page" | sed '1,/^```console$/d; /^```$/d'
}

# play NAME: runs its commands, each with what it prints, as the page shows them.
play() {
  local line
  while IFS= read -r line; do
    printf '$ %s\n' "$line"
    bash -c "$line" 2>&1
  done < <(session "$1" | sed -n 's/^\$ //p')
}

names=$(sed -n 's/^<!-- session \(.*\) -->$/\1/p' "$page")
[ "$(wc -w <<<"$names")" -ge 8 ] || fail 'a session for each tool' "$names"
for name in $names; do
  scenario "docs/import.md: $name"
  if [ "$name" = alembic ] && ! command -v alembic >/dev/null; then
    skip 'Alembic is not installed'
    continue
  fi
  cp -r "$source_root/docs/examples/import/$name/." .
  sqlite3 database.db <old_database.sql || fail 'a database' 'an error'
  [ ! -e old_registry.sql ] || sqlite3 sqitch.db <old_registry.sql
  play "$name" >got
  session "$name" >expected
  run diff expected got
  expect_exit 0
done
