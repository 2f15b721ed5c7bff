#!/usr/bin/env bash
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

shop() {
  new_database
  new_project
  sed -i "s|^url.*|url = \"$postgres_url\"|" alembic.toml
}

expect_no_scratch() {
  local left
  left=$(psql -AtX -c "SELECT datname FROM pg_database WHERE datname LIKE 'fz\_scratch%'")
  if [ -n "$left" ]; then fail 'no scratch database' "$left"; fi
}

scenario 'an enum that a downgrade forgets is named'
shop
revision aaaaaaaaaaaa '' 'mood' "CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE people (id serial PRIMARY KEY, feels mood);" 'DROP TABLE people;'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'kinds' 'CREATE TABLE kinds (id integer);' 'DROP TABLE kinds;'
run fz migrate test
expect_exit 3
expect_stdout_has ': 1 passed and 1 failed.'
expect_stderr_has '+ enum public.mood'
expect_stderr_has 'cannot be applied again after its downgrade'
expect_no_scratch
expect_row "SELECT count(*) FROM pg_class WHERE relname IN ('people', 'alembic_version')" 0

scenario 'a downgrade that writes a check as the server prints it leaves nothing'
shop
revision aaaaaaaaaaaa '' 'kinds' \
  "CREATE TABLE people (kind varchar CONSTRAINT known CHECK (kind IN ('a', 'b')));" \
  'DROP TABLE people;'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'any kind' 'ALTER TABLE people DROP CONSTRAINT known;' \
  "ALTER TABLE people ADD CONSTRAINT known CHECK (((kind)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])));"
revision cccccccccccc bbbbbbbbbbbb 'index' '' ''
sed -i 's/^-- fz:.*/& transaction=off/' migrations/versions/cccc*
sed -i 's/^-- fz:upgrade.*/&\nCREATE INDEX CONCURRENTLY by_kind ON people (kind);/;
  s/^-- fz:downgrade.*/&\nDROP INDEX CONCURRENTLY by_kind;/' migrations/versions/cccc*
run fz migrate test
expect_exit 0
expect_stdout_has ': 3 passed.'
expect_no_scratch

scenario 'revisions for both databases are tested on the one that --scratch-url names'
shop
revision aaaaaaaaaaaa '' 'table' 'CREATE TABLE t (id integer);' 'DROP TABLE t;'
run fz migrate test --scratch-url sqlite://
expect_exit 0
run fz migrate test --scratch-url "$postgres_url"
expect_exit 0
expect_no_scratch
