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

# people_and_columns: users, which the next wanted schema calls people, with another name of a column.
people_and_columns() {
  project_with_target <<'SQL'
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, born DATE);
SQL
  run fz migrate revision --autogenerate -m 'step 1'
  run fz migrate upgrade head
  expect_exit 0
  sqlite3 database.db "INSERT INTO users VALUES (1, 'ada', '1815')"
  cat >schema.sql <<'SQL'
CREATE TABLE people (id INTEGER PRIMARY KEY, full_name TEXT, born DATE);
SQL
}

scenario 'without a terminal it says what it drops, and how to say that it is a rename'
people_and_columns
run fz migrate revision --autogenerate -m 'step 2'
expect_exit 0
expect_stderr_has 'table users is dropped, and table people is made. If that is a rename, write'
expect_stderr_has '`-- fz:renamed from=users` beside it in the wanted schema'
grep -q '^-- `-- fz:renamed from=users` beside it' "$(generated 2)" ||
  fail 'a comment on it' "$(cat "$(generated 2)")"
grep -q 'DROP TABLE "users"' "$(generated 2)" || fail 'it is dropped' "$(cat "$(generated 2)")"

if command -v script >/dev/null; then
  scenario 'on a terminal it asks: yes'
  people_and_columns
  stdout=$(printf 'y\ny\n' | script -qefc "fz migrate revision --autogenerate -m 'step 2'" /dev/null)
  expect_stdout_has 'Was table users renamed to people? [y/N]'
  expect_stdout_has 'Was column people.name renamed to full_name? [y/N]'
  expect_stdout_lacks 'is dropped'
  grep -q fz:renamed "$(generated 2)" && fail 'no comment on it' "$(cat "$(generated 2)")"
  run fz migrate upgrade head
  expect_exit 0
  expect_query database.db 'SELECT * FROM people' '1|ada|1815'
  run fz migrate downgrade -1
  expect_exit 0
  expect_query database.db 'SELECT * FROM users' '1|ada|1815'

  scenario 'on a terminal it asks: no'
  people_and_columns
  stdout=$(printf 'n\n' | script -qefc "fz migrate revision --autogenerate -m 'step 2'" /dev/null)
  grep -q 'DROP TABLE "users"' "$(generated 2)" || fail 'it is dropped' "$(cat "$(generated 2)")"
  grep -q 'fz:todo' "$(generated 2)" || fail 'a person must look' "$(cat "$(generated 2)")"
  grep -q 'fz:renamed' "$(generated 2)" && fail 'no comment on it' "$(cat "$(generated 2)")"
fi

scenario 'with --sizes the comments say how many rows are concerned'
project_with_target <<'SQL'
CREATE TABLE t (a TEXT, b TEXT);
CREATE TABLE u (a TEXT);
SQL
run fz migrate revision --autogenerate -m 'step 1'
run fz migrate upgrade head
sqlite3 database.db "INSERT INTO t VALUES ('x', NULL), ('y', 'z'); INSERT INTO u VALUES (1)"
before=$(sqlite3 database.db .dump)
echo 'CREATE TABLE t (a TEXT NOT NULL, b TEXT);' >schema.sql
run fz migrate revision --autogenerate --sizes -m 'step 2'
expect_exit 0
grep -q 'This loses data of table u. Table u has 1 row.$' "$(generated 2)" ||
  fail 'the rows of u' "$(cat "$(generated 2)")"
grep -q 'rows that do not fit. Table t has 2 rows.$' "$(generated 2)" ||
  fail 'the rows of t' "$(cat "$(generated 2)")"
[ "$(sqlite3 database.db .dump)" = "$before" ] || fail 'only read' "$(sqlite3 database.db .dump)"
rm "$(generated 2)" database.db
run fz migrate revision --autogenerate --sizes -m 'step 2'
expect_exit 0
expect_no_file database.db
grep -q 'This loses data of table u.$' "$(generated 2)" || fail 'no number' "$(cat "$(generated 2)")"

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

# Both the script and the rebuild guard themselves by a temporary table, once of the same name.
scenario 'a generated rebuild in a script for the shell'
project_with_target <<'SQL'
CREATE TABLE t (a TEXT);
SQL
run fz migrate revision --autogenerate -m 'step 1'
echo 'CREATE TABLE t (a TEXT NOT NULL);' >schema.sql
run fz migrate revision --autogenerate -m 'step 2'
take_todos_out "$(generated 2)"
run fz migrate upgrade head --sql
expect_exit 0
run sqlite3 database.db <<<"$stdout"
expect_exit 0
expect_stderr ''
run fz schema diff schema.sql "sqlite:///$PWD/database.db"
expect_exit 0

scenario 'a rebuild stops at what it does not know on the table'
for made in 'CREATE INDEX by_hand ON t (b)' 'ALTER TABLE t ADD COLUMN c' \
  'CREATE TRIGGER g AFTER DELETE ON t BEGIN SELECT 1; END'; do
  rm -rf ./* && project_with_target <<'SQL'
CREATE TABLE t (a TEXT, b TEXT);
SQL
  run fz migrate revision --autogenerate -m 'step 1'
  run fz migrate upgrade head
  sqlite3 database.db "INSERT INTO t VALUES ('x', 'y')"
  echo 'CREATE TABLE t (a TEXT NOT NULL, b TEXT);' >schema.sql
  run fz migrate revision --autogenerate -m 'step 2'
  take_todos_out "$(generated 2)"
  sqlite3 database.db "$made"
  before=$(sqlite3 database.db .dump)
  run fz migrate upgrade head
  expect_exit 1
  expect_stderr_has 'table t has a column, an index or a trigger that this revision does not know'
  [ "$(sqlite3 database.db .dump)" = "$before" ] || fail 'all as before' "$(sqlite3 database.db .dump)"
done
