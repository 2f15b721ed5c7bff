#!/usr/bin/env bash
. "${0%/*}/lib.sh"

# project_with_target: a project on SQLite whose wanted schema is schema.sql.
project_with_target() {
  new_project
  printf '\n[schema]\ntarget = "schema.sql"\n' >>alembic.toml
  cat >schema.sql
}

# generated N: the file of the Nth revision, by its message "step N".
generated() { echo migrations/versions/*_step_"$1".sql; }

# body FILE: its sections.
body() { sed '1,/^-- +++$/d' "$1" | sed '1,/^-- +++$/d'; }

# take_todos_out FILE…
take_todos_out() { sed -i '/^-- fz:todo /d' "$@"; }

scenario 'the first revision makes the wanted schema and undoes it'
project_with_target <<'SQL'
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE INDEX users_name ON users (name);
SQL
run fz migrate revision --autogenerate -m 'step 1'
expect_exit 0
expect_stdout_has 'step_1.sql ...  done'
expect_stderr ''
expect_no_file database.db
run fz migrate upgrade head
expect_exit 0
expect_schema database.db 'CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE INDEX users_name ON users (name);'
run fz migrate downgrade base
expect_exit 0
expect_schema database.db ''

scenario 'where nothing differs it says so and writes nothing'
project_with_target <<'SQL'
CREATE TABLE t (a INTEGER);
SQL
run fz migrate revision --autogenerate --check
expect_exit 3
expect_stdout_has '+ table t'
[ -z "$(ls migrations/versions)" ] || fail 'no file' "$(ls migrations/versions)"
run fz migrate revision --autogenerate -m 'step 1'
expect_exit 0
for more in '' --check; do
  # shellcheck disable=SC2086
  run fz migrate revision --autogenerate $more -m 'step 2'
  expect_exit 0
  expect_stdout 'The revisions already lead to the wanted schema; nothing to write.'
done
[ "$(ls migrations/versions | wc -l)" = 1 ] || fail 'one file' "$(ls migrations/versions)"

scenario 'the same text from run to run'
project_with_target <<'SQL'
CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b);
CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a);
CREATE VIEW v AS SELECT a.id FROM a JOIN b ON a.b = b.id;
SQL
run fz migrate revision --autogenerate -m 'step 1'
expect_exit 0
body "$(generated 1)" >first
rm migrations/versions/*
run fz migrate revision --autogenerate -m 'step 1'
expect_exit 0
body "$(generated 1)" >second
cmp -s first second || fail 'the same text' "$(diff first second)"

scenario 'what may meet rows waits for a person, and rows survive both ways'
project_with_target <<'SQL'
CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, mail TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, writer INTEGER REFERENCES users ON DELETE CASCADE);
SQL
run fz migrate revision --autogenerate -m 'step 1'
expect_exit 0
run fz migrate upgrade head
expect_exit 0
sqlite3 database.db "INSERT INTO users (name, mail) VALUES ('ada', 'a@x'), ('bob', 'b@x');
  INSERT INTO posts VALUES (1, 1), (2, 2); DELETE FROM users WHERE id = 99;"
cat >schema.sql <<'SQL'
CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL);
CREATE TABLE posts (id INTEGER PRIMARY KEY, writer INTEGER REFERENCES users ON DELETE CASCADE);
SQL
run fz migrate revision --autogenerate -m 'step 2'
expect_exit 0
expect_stderr_has 'must be looked at'
for how in '' --dry-run --sql; do
  # shellcheck disable=SC2086
  run fz migrate upgrade head $how
  expect_exit 1
  expect_stderr_has "$(basename "$(generated 2)"):"
  expect_stderr_has 'This is still to be done: Make sure that the data of table users is not needed'
done
run fz migrate check
expect_exit 3
expect_stderr_has 'This is still to be done'
take_todos_out "$(generated 2)"
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT id, name FROM users' $'1|ada\n2|bob'
expect_query database.db 'SELECT * FROM posts' $'1|1\n2|2'
run fz migrate downgrade -1
expect_exit 0
expect_query database.db 'SELECT id, name, mail FROM users' $'1|ada|\n2|bob|'
expect_query database.db 'SELECT * FROM posts' $'1|1\n2|2'

scenario 'a comment in the wanted schema renames a table and a column, there and back'
project_with_target <<'SQL'
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE INDEX by_name ON users (name);
SQL
run fz migrate revision --autogenerate -m 'step 1'
run fz migrate upgrade head
expect_exit 0
sqlite3 database.db "INSERT INTO users VALUES (1, 'ada')"
cat >schema.sql <<'SQL'
CREATE TABLE people ( -- fz:renamed from=users
  id INTEGER PRIMARY KEY,
  -- fz:renamed from=name
  full_name TEXT
);
CREATE INDEX by_name ON people (full_name);
SQL
run fz migrate revision --autogenerate -m 'step 2'
expect_exit 0
expect_stderr ''
grep -q 'fz:renamed' "$(generated 2)" && fail 'no comment about renames' "$(cat "$(generated 2)")"
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT full_name FROM people' ada
run fz migrate revision --autogenerate --check
expect_exit 0
run fz migrate downgrade -1
expect_exit 0
expect_query database.db 'SELECT name FROM users' ada

scenario 'it starts from the database only where that is at head'
project_with_target <<'SQL'
CREATE TABLE t (a INTEGER);
SQL
run fz migrate revision --autogenerate -m 'step 1'
expect_exit 0
run fz migrate revision --autogenerate --from-database -m 'step 2'
expect_exit 1
expect_stderr_has 'Target database is not up to date.'
run fz migrate upgrade head
sqlite3 database.db 'CREATE TABLE by_hand (x)'
run fz migrate revision --autogenerate --from-database -m 'step 2'
expect_exit 0
grep -q 'DROP TABLE "by_hand"' "$(generated 2)" || fail 'by_hand goes' "$(cat "$(generated 2)")"

scenario 'what it needs'
new_project
run fz migrate revision --autogenerate
expect_exit 2
expect_stderr_has "The project does not say which schema is wanted"
run fz migrate revision --check
expect_exit 2
expect_stderr_has '--check goes with --autogenerate only.'
