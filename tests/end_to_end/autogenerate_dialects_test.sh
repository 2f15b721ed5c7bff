#!/usr/bin/env bash
# One revision with sections for SQLite and for PostgreSQL, each planned and tried out on its own.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

# project_with_target: the application runs on PostgreSQL and is tested on SQLite, in app.db.
project_with_target() {
  new_database
  new_project
  printf '\n[schema]\ntarget = "schema.sql"\n' >>alembic.toml
  export DATABASE_URL=$postgres_url
  sqlite_url=sqlite:///$PWD/app.db
  cat >schema.sql
}

autogenerate() { run fz migrate revision --autogenerate --dialect "$@"; }
generated() { echo migrations/versions/*_"$1".sql; }
take_todos_out() { sed -i '/^-- fz:todo /d' migrations/versions/*.sql; }

# section FILE MARKER: the lines of this section.
section() { awk -v marker="-- fz:$2" '/^-- fz:(up|down)grade/ { on = $0 == marker } on' "$1"; }

# on_both COMMAND…: with exit code 0.
on_both() {
  local url
  for url in "$postgres_url" "$sqlite_url"; do
    run fz --url "$url" "$@"
    expect_exit 0
  done
}

# both_are_as FILE
both_are_as() {
  local url
  for url in "$postgres_url" "$sqlite_url"; do
    run fz --url "$url" schema diff "$1" "$url"
    expect_exit 0
  done
}

scenario 'one revision for both; where PostgreSQL needs a chain, its first has all of SQLite'
project_with_target <<'SQL'
CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR(20), born DATE);
CREATE INDEX people_name ON people (name);
SQL
autogenerate sqlite,postgresql -m first
expect_exit 0
expect_stderr ''
expect_no_file app.db
[ "$(grep -c '^-- fz:' "$(generated first)")" = 4 ] || fail 'four sections' "$(cat "$(generated first)")"
section "$(generated first)" 'upgrade sqlite' | grep -q 'name VARCHAR(20)' ||
  fail 'the text of the target' "$(cat "$(generated first)")"
section "$(generated first)" 'upgrade postgresql' | grep -q 'name character varying(20)' ||
  fail 'the words of PostgreSQL' "$(cat "$(generated first)")"
on_both migrate upgrade head
both_are_as schema.sql
on_both migrate downgrade base
on_both migrate upgrade head
for more in '' --check; do
  # shellcheck disable=SC2086
  autogenerate postgresql,sqlite $more
  expect_exit 0
  expect_stdout_has 'nothing to write'
done

psql -qc "INSERT INTO people VALUES (1, 'ada')"
sqlite3 app.db "INSERT INTO people VALUES (1, 'ada', NULL)"
cat >schema.sql <<'SQL'
CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL, born DATE);
CREATE INDEX people_born ON people (born);
SQL
autogenerate sqlite,postgresql --check
expect_exit 3
expect_stdout_has 'sqlite:'
expect_stdout_has 'postgresql:'
autogenerate sqlite,postgresql -m more
expect_exit 0
expect_stderr_has 'must be looked at'
[ "$(ls migrations/versions/*_more_* | wc -l)" -gt 1 ] || fail 'a chain' "$(ls migrations/versions)"
one=$(echo migrations/versions/*_more_1_of_*)
two=$(echo migrations/versions/*_more_2_of_*)
section "$one" 'upgrade sqlite' | grep -q '^-- fz:todo' || fail 'todo for SQLite' "$(cat "$one")"
section "$two" 'upgrade postgresql' | grep -q 'NOT VALID' || fail 'a chain' "$(cat "$two")"
for way in upgrade downgrade; do
  section "$two" "$way sqlite" | grep -q 'On SQLite the first revision of this chain has done all.' ||
    fail "nothing for SQLite in the $way" "$(cat "$two")"
done
for url in "$postgres_url" "$sqlite_url"; do
  run fz --url "$url" migrate upgrade head
  expect_exit 1
  expect_stderr_has 'This is still to be done'
done
take_todos_out
on_both migrate upgrade head
both_are_as schema.sql
expect_query app.db 'SELECT id, name FROM people' '1|ada'
expect_row 'SELECT id, name FROM people' '1|ada'
first=$(sed -n 's/^-- revision = "\(.*\)"/\1/p' "$(generated first)")
on_both migrate downgrade "$first"
expect_query app.db 'SELECT id, name FROM people' '1|ada'
on_both migrate upgrade head

if command -v script >/dev/null; then
  scenario 'what was renamed is asked once for both'
  project_with_target <<'SQL'
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
SQL
  sed 1d schema.sql >lite.sql
  echo 'target_sqlite = "lite.sql"' >>alembic.toml
  autogenerate sqlite,postgresql -m first
  on_both migrate upgrade head
  psql -qc "INSERT INTO users VALUES (1, 'ada')"
  sqlite3 app.db "INSERT INTO users VALUES (1, 'ada')"
  sed -i 's/users/people/; s/name/full_name/; s/mood/feeling/' schema.sql lite.sql
  stdout=$(printf 'y\ny\ny\n' |
    script -qefc 'fz migrate revision --autogenerate --dialect postgresql,sqlite -m second' /dev/null)
  expect_stdout_has 'Was enum public.mood renamed to feeling?'
  [ "$(grep -o renamed <<<"$stdout" | wc -l)" = 3 ] || fail 'three questions' "$stdout"
  on_both migrate upgrade head
  expect_query app.db 'SELECT full_name FROM people' ada
  expect_row 'SELECT full_name FROM people' ada
  run fz schema diff target "$postgres_url"
  expect_exit 0
  on_both migrate downgrade -1
  expect_query app.db 'SELECT name FROM users' ada
  expect_row 'SELECT name FROM users' ada
fi

scenario 'each has a target of its own, and only one of them differs'
project_with_target <<'SQL'
CREATE TABLE t (a INTEGER, b TEXT);
SQL
cp schema.sql lite.sql
sed -i 's/^target.*/target_postgresql = "schema.sql"\ntarget_sqlite = "lite.sql"/' alembic.toml
autogenerate sqlite,postgresql -m first
expect_exit 0
echo 'CREATE VIEW v AS SELECT a FROM t;' >>lite.sql
autogenerate sqlite,postgresql -m second
expect_exit 0
section "$(generated second)" 'upgrade postgresql' | grep -q 'Nothing is to be done on PostgreSQL' ||
  fail 'nothing for PostgreSQL' "$(cat "$(generated second)")"
on_both migrate upgrade head
run fz --url "$sqlite_url" schema diff lite.sql "$sqlite_url"
expect_exit 0
run fz schema diff target "$postgres_url"
expect_exit 0

scenario 'with --sizes the configured database is asked how many rows are concerned'
project_with_target <<'SQL'
CREATE TABLE t (a INTEGER, b INTEGER, "C" INTEGER);
SQL
run fz migrate revision --autogenerate -m first
run fz migrate upgrade head
psql -qc 'INSERT INTO t VALUES (1, 1, 1), (NULL, 2, NULL), (NULL, 3, 3)'
echo 'CREATE TABLE t (a INTEGER NOT NULL, b INTEGER UNIQUE);' >schema.sql
run fz migrate revision --autogenerate --sizes -m second
expect_exit 0
for sentence in '2 rows have no value in a.' '2 rows have a value in C.' 'Table t has 3 rows.'; do
  grep -q -- "$sentence" migrations/versions/*second* ||
    fail "$sentence" "$(cat migrations/versions/*second*)"
done

scenario 'a command is told which database its SQL is for'
project_with_target </dev/null
cat >ddl.sh <<'SH'
echo "CREATE TABLE for_$FZ_DIALECT (a INTEGER);"
SH
sed -i "s/^target.*/command = \"sh ddl.sh\"/" alembic.toml
autogenerate sqlite,postgresql -m first
expect_exit 0
section "$(generated first)" 'upgrade sqlite' | grep -q for_sqlite ||
  fail 'for SQLite' "$(cat "$(generated first)")"
section "$(generated first)" 'upgrade postgresql' | grep -q for_postgresql ||
  fail 'for PostgreSQL' "$(cat "$(generated first)")"

scenario 'what it needs'
project_with_target <<'SQL'
CREATE TABLE t (a INTEGER);
SQL
DATABASE_URL=$sqlite_url autogenerate sqlite,postgresql -m first
expect_exit 2
expect_stderr_has 'none is configured: scratch_url under [schema] may name one.'
[ -z "$(ls migrations/versions)" ] || fail 'no file' "$(ls migrations/versions)"
DATABASE_URL=$sqlite_url autogenerate sqlite,postgresql -m first --scratch-url "$postgres_url"
expect_exit 0
autogenerate mysql
expect_exit 2
expect_stderr_has '--dialect takes sqlite, postgresql or both'
autogenerate sqlite --from-database
expect_exit 2
expect_stderr_has '--dialect does not go with it'
