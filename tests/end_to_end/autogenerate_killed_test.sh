#!/usr/bin/env bash
# A rebuild on SQLite, generated and by hand, and a chain on PostgreSQL that are killed at a call, or
# meet a statement that fails: what is left is a boundary, nothing is lost, and the same command
# finishes the work. FZ_EVERY=1 takes every call instead of every fifth.
. "${0%/*}/lib.sh"
kill_at=$(dirname "$(realpath "$FZ")")/kill_at.so
if [ ! -e "$kill_at" ]; then
  skip 'the crash harness is not built'
  exit 77
fi
: "${FZ_EVERY:=5}"

# struck CALL WHEN COMMAND…: runs the command, which is killed at that call, or meets a full disk.
struck() {
  local call=$1 when=$2
  shift 2
  FZ_KILL_AT=$call FZ_KILL_WHEN=$when FZ_KILL_ERRNO=28 LD_PRELOAD=$kill_at run "$@" 2>/dev/null
}

# count_calls COMMAND…: how many calls the command makes, in $calls.
count_calls() {
  FZ_COUNT_FILE=$PWD/count LD_PRELOAD=$kill_at run "$@"
  expect_exit 0
  calls=$(od -An -t u8 -N 8 count | tr -d ' ')
  [ "$calls" -gt 10 ] || fail 'calls that are counted' "$calls"
}

take_todos_out() { sed -i '/^-- fz:todo /d' migrations/versions/*.sql; }

# sqlite_rows: what is in the database, and its schema, without fz's audit trail.
sqlite_content() {
  sqlite3 "$1" "PRAGMA integrity_check; SELECT sql FROM sqlite_schema WHERE tbl_name <> 'fz_audit' ORDER BY name;
    SELECT rowid, * FROM t; SELECT * FROM c; SELECT * FROM sqlite_sequence WHERE name <> 'fz_audit';
    SELECT * FROM alembic_version"
}

# start: a table with rows, an index, a trigger, a view and a table that refers to it.
start_schema='CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT, b INTEGER);
CREATE INDEX i ON t (b);
CREATE TRIGGER g AFTER DELETE ON t BEGIN INSERT INTO c VALUES (NULL); END;
CREATE VIEW v AS SELECT a FROM t;
CREATE TABLE c (t INTEGER REFERENCES t ON DELETE CASCADE);'
# shellcheck disable=SC2016
start_rows='WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
  INSERT INTO t (a, b) SELECT printf("%.*c", 40, "x"), i FROM n;
DELETE FROM t WHERE id > 2990; INSERT INTO c SELECT id FROM t WHERE id < 50'

# broken_at_each_call: the database start.db is brought to head, from which no call keeps it.
broken_at_each_call() {
  local call when content
  cp start.db app.db
  count_calls fz migrate upgrade head
  before=$(sqlite_content start.db)
  after=$(sqlite_content app.db)
  for ((call = 1; call <= calls; call += FZ_EVERY)); do
    for when in before instead; do
      rm -f app.db app.db-*
      cp start.db app.db
      struck "$call" "$when" fz migrate upgrade head
      content=$(sqlite_content app.db)
      [ "$content" = "$before" ] || [ "$content" = "$after" ] ||
        fail "a boundary after $when call $call of $calls" "$content"
      run fz migrate upgrade head
      expect_exit 0
      [ "$(sqlite_content app.db)" = "$after" ] || fail "the end after $when call $call" "$(sqlite_content app.db)"
    done
  done
}

scenario 'a generated rebuild that is killed, or meets a full disk'
new_project
printf '\n[schema]\ntarget = "schema.sql"\n' >>alembic.toml
export DATABASE_URL=sqlite:///$PWD/app.db
echo "$start_schema" >schema.sql
run fz migrate revision --autogenerate -m 'step 1'
run fz migrate upgrade head
expect_exit 0
sqlite3 app.db "$start_rows"
mv app.db start.db
sed -i 's/a TEXT, b/a TEXT NOT NULL, b/' schema.sql
run fz migrate revision --autogenerate -m 'step 2'
expect_exit 0
take_todos_out
broken_at_each_call

scenario 'a rebuild by hand that is killed, or meets a full disk'
new_project
export DATABASE_URL=sqlite:///$PWD/app.db
revision aaaaaaaaaaaa '' 'make it' "$start_schema"
run fz migrate upgrade head
sqlite3 app.db "$start_rows"
mv app.db start.db
revision bbbbbbbbbbbb aaaaaaaaaaaa 'rebuild' "-- fz:rebuild t
$(sed -n 's/a TEXT, b/a TEXT NOT NULL, b/p' <<<"$start_schema")"
broken_at_each_call

# with_failure FILE LINE STATEMENT: the file with a statement after this line.
with_failure() { sed "$2a $3" "$1"; }

# ends_of_statements FILE: the lines of the upgrade section at which a statement may come, those of
# markers and where one ends.
ends_of_statements() {
  awk '/^-- fz:upgrade/ { on = 1; print NR; next } /^-- fz:downgrade/ { on = 0 } on && /;$/ { print NR }' "$1"
}

scenario 'a statement that fails at each point of a rebuild'
new_project
printf '\n[schema]\ntarget = "schema.sql"\n' >>alembic.toml
export DATABASE_URL=sqlite:///$PWD/app.db
echo "$start_schema" >schema.sql
run fz migrate revision --autogenerate -m 'step 1'
run fz migrate upgrade head
sqlite3 app.db "$start_rows"
before=$(sqlite_content app.db)
sed -i 's/a TEXT, b/a TEXT NOT NULL, b/' schema.sql
run fz migrate revision --autogenerate -m 'step 2'
take_todos_out
file=$(echo migrations/versions/*step_2.sql)
cp "$file" whole.sql
for line in $(ends_of_statements whole.sql); do
  with_failure whole.sql "$line" 'SELECT * FROM nowhere;' >"$file"
  run fz migrate upgrade head
  expect_exit 1
  expect_stderr_has 'no such table: nowhere'
  [ "$(sqlite_content app.db)" = "$before" ] || fail "as before, after line $line" "$(sqlite_content app.db)"
done
cp whole.sql "$file"
run fz migrate upgrade head
expect_exit 0

. "$source_root/tests/end_to_end/postgres.sh"

content() {
  psql -X -q -A -t -c 'SELECT * FROM people ORDER BY id; SELECT count(*) FROM places'
  catalog_of "$PGDATABASE" | grep -v '^--\|alembic_version\|restrict'
}

# chained: people is changed by a chain that builds an index and validates constraints.
chained() {
  new_database
  new_project
  printf '\n[schema]\ntarget = "schema.sql"\n' >>alembic.toml
  export DATABASE_URL=$postgres_url
  cat >schema.sql <<'SQL'
CREATE TABLE people (id int PRIMARY KEY, name text, place int);
CREATE TABLE places (id int PRIMARY KEY);
SQL
  run fz migrate revision --autogenerate -m 'step 1'
  run fz migrate upgrade head
  expect_exit 0
  first=$(fz migrate heads | cut -d ' ' -f 1)
  psql -qc "INSERT INTO places SELECT * FROM generate_series(1, 5);
    INSERT INTO people SELECT i, 'x', 1 + i % 5 FROM generate_series(1, 50) i"
  before=$(content)
  cat >schema.sql <<'SQL'
CREATE TABLE places (id int PRIMARY KEY);
CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL, place int REFERENCES places, CHECK (id > 0));
CREATE INDEX people_name ON people (name);
SQL
  run fz migrate revision --autogenerate -m 'step 2'
  expect_exit 0
  take_todos_out
}

scenario 'a chain that is killed'
chained
count_calls fz migrate upgrade head
after=$(content)
for ((call = 1; call <= calls; call += 4 * FZ_EVERY)); do
  run fz migrate downgrade -y "$first"
  expect_exit 0
  [ "$(content)" = "$before" ] || fail 'as before' "$(content)"
  struck "$call" before fz migrate upgrade head
  expect_row 'SELECT count(*) FROM people WHERE name IS NOT NULL' 50
  run fz migrate upgrade head
  expect_exit 0
  [ "$(content)" = "$after" ] || fail "the end after call $call of $calls" "$(content)"
done

scenario 'a statement that fails at each point of a chain'
chained
run fz migrate upgrade head
after=$(content)
run fz migrate downgrade -y "$first"
for file in migrations/versions/*step_2*; do
  cp "$file" whole.sql
  for line in $(ends_of_statements whole.sql); do
    with_failure whole.sql "$line" 'SELECT 1 / 0;' >"$file"
    run fz migrate upgrade head
    expect_exit 1
    expect_stderr_has 'division by zero'
    cp whole.sql "$file"
    run fz migrate upgrade head
    expect_exit 0
    [ "$(content)" = "$after" ] || fail "the end after a failure in $file:$line" "$(content)"
    run fz migrate downgrade -y "$first"
    expect_exit 0
    [ "$(content)" = "$before" ] || fail 'as before' "$(content)"
  done
done
