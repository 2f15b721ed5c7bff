#!/usr/bin/env bash
# This project's own environment: the users table.
. "${0%/*}/lib.sh"

first='CREATE TABLE users ( id INTEGER NOT NULL, username VARCHAR NOT NULL, password VARCHAR NOT NULL, email VARCHAR NOT NULL, created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL, PRIMARY KEY (id), UNIQUE (email), UNIQUE (username) );'

scenario 'the first revision makes the table that Alembic makes'
own_project
run fz migrate upgrade 74f39286e2f6
expect_exit 0
expect_schema database.db "$first"
expect_version database.db 74f39286e2f6

scenario 'updated_at comes and goes; rows, ids and constraints stay'
own_project
run fz migrate upgrade 74f39286e2f6
sqlite3 database.db "INSERT INTO users VALUES (7, 'ada', 'h', 'ada@example.org', '2020-01-01 00:00:00')"
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT id, username, password, email, created_at, updated_at IS NOT NULL FROM users' \
  '7|ada|h|ada@example.org|2020-01-01 00:00:00|1'
expect_query database.db "INSERT INTO users (username, password, email) VALUES ('ada', 'h', 'x')" \
  'Error: stepping, UNIQUE constraint failed: users.username (19)'
run fz migrate downgrade -1
expect_exit 0
expect_query database.db 'SELECT * FROM users' '7|ada|h|ada@example.org|2020-01-01 00:00:00'
expect_query database.db "INSERT INTO users (username, password, email) VALUES ('bob', 'h', 'ada@example.org')" \
  'Error: stepping, UNIQUE constraint failed: users.email (19)'
run fz migrate downgrade base
expect_exit 0
expect_schema database.db ''

scenario 'offline SQL does the same when the shell runs it'
own_project
run fz migrate upgrade head --sql
expect_exit 0
expect_no_file database.db
sqlite3 -bail shell.db <"$work/stdout" || fail 'SQL that runs' "$stdout"
run fz migrate upgrade head
expect_exit 0
for file in shell.db database.db; do
  sqlite3 "$file" "SELECT sql FROM sqlite_schema WHERE name = 'users'" >"$file.sql"
  expect_version "$file" 60c924cc7e63
done
cmp -s shell.db.sql database.db.sql || fail "$(cat database.db.sql)" "$(cat shell.db.sql)"
