#!/usr/bin/env bash
# The commands of `fz migrate` on a PostgreSQL server.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

pg() { run fz --url "$postgres_url" "$@"; }

# expect_tables NAME…: exactly these in the schema public, besides fz's own.
expect_tables() {
  expect_row "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relname NOT IN ('alembic_version', 'fz_audit')" "$*"
}

expect_rows() { expect_row 'SELECT version_num FROM alembic_version ORDER BY 1' "$1"; }

scenario 'up, down, where it stands, what there is'
new_project
three_revisions
new_database
pg migrate current
expect_exit 0
expect_stdout ''
expect_tables
pg migrate upgrade +1
expect_exit 0
expect_stderr_has 'Running upgrade  -> aaaaaaaaaaaa, make t'
expect_rows aaaaaaaaaaaa
pg migrate upgrade head
expect_exit 0
expect_tables t u
expect_row 'SELECT id FROM t' 1
pg migrate current
expect_stdout 'cccccccccccc (head)'
pg migrate history -i
expect_exit 0
expect_stdout_has 'bbbbbbbbbbbb -> cccccccccccc (head) (current), fill t'
pg migrate status
expect_exit 0
pg migrate upgrade head
expect_exit 0
expect_stderr_lacks 'Running'
pg migrate downgrade -1
expect_exit 0
expect_stderr_has 'Running downgrade cccccccccccc -> bbbbbbbbbbbb, fill t'
expect_row 'SELECT count(*) FROM t' 0
pg migrate downgrade base
expect_exit 0
expect_tables
expect_rows ''
pg migrate current
expect_exit 0
expect_stdout ''

scenario 'the version table is the one that Alembic makes'
new_project
three_revisions
new_database
pg migrate upgrade aaaa
made=$PGDATABASE
new_database
psql -X -q -c 'CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))'
command_line='pg_dump'
stdout=$(diff <(pg_dump -s -t alembic_version "$made" | grep -v '^\\') \
  <(pg_dump -s -t alembic_version "$PGDATABASE" | grep -v '^\\'))
[ -z "$stdout" ] || fail 'the same table' 'another'

scenario 'stamp, ensure-version, check, heads'
new_project
three_revisions
new_database
pg migrate stamp bbbb
expect_exit 0
expect_rows bbbbbbbbbbbb
expect_tables
pg migrate check
expect_exit 3
pg migrate stamp head
expect_rows cccccccccccc
pg migrate check --no-drift
expect_exit 0
pg migrate check
expect_exit 3
expect_stderr_has '- table public.t'
pg migrate stamp base
expect_rows ''
new_database
pg migrate ensure-version
expect_exit 0
expect_rows ''

scenario 'branches and a merge'
new_project
new_database
revision a '' 'root' 'CREATE TABLE a (x int);' 'DROP TABLE a;'
revision b1 a 'left' 'CREATE TABLE b1 (x int);' 'DROP TABLE b1;'
revision b2 a 'right' 'CREATE TABLE b2 (x int);' 'DROP TABLE b2;'
pg migrate upgrade heads
expect_exit 0
expect_rows $'b1\nb2'
revision m b1,b2 'merge' 'CREATE TABLE m (x int);' 'DROP TABLE m;'
pg migrate upgrade head
expect_exit 0
expect_rows m
pg migrate downgrade -1
expect_exit 0
expect_rows $'b1\nb2'
pg migrate downgrade base
expect_exit 0
expect_tables

scenario 'a dry run changes nothing and names the steps'
new_project
three_revisions
new_database
pg migrate upgrade head --dry-run
expect_exit 0
expect_stdout_has aaaaaaaaaaaa
expect_stdout_has cccccccccccc
expect_tables
expect_row "SELECT to_regclass('alembic_version') IS NULL" t

scenario 'a statement that fails: place, words, SQLSTATE; its step rolled back, those before stay'
new_project
new_database
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id int);' ''
revision bbbbbbbbbbbb aaaaaaaaaaaa 'bad' "CREATE TABLE u (grüße text);
INSERT INTO u VALUES ('größer'),
  ('日本'), (nowhere);
CREATE TABLE v (id int);"
revision cccccccccccc bbbbbbbbbbbb 'never' 'CREATE TABLE w (id int);'
pg migrate upgrade head
expect_exit 1
expect_stderr_has 'bbbbbbbbbbbb_bad.sql:11:16: column "nowhere" does not exist (SQLSTATE 42703)'
expect_stderr_has "in: INSERT INTO u VALUES ('größer'),"
expect_stderr_has 'Revision bbbbbbbbbbbb was rolled back; nothing of it remains.'
expect_stderr_has 'The database is at aaaaaaaaaaaa.'
expect_tables t
expect_rows aaaaaaaaaaaa
revision bbbbbbbbbbbb aaaaaaaaaaaa 'bad' "CREATE TABLE u (grüße text);"
pg migrate upgrade head
expect_exit 0
expect_tables t u w
expect_rows cccccccccccc

scenario 'DETAIL and HINT of the server, and its notices'
new_project
new_database
revision aaaaaaaaaaaa '' 'raise' "DO \$\$ BEGIN
  RAISE NOTICE 'half way';
  RAISE EXCEPTION 'no more' USING DETAIL = 'in detail', HINT = 'try less', ERRCODE = 'FZ001';
END \$\$;"
pg migrate upgrade head
expect_exit 1
expect_stderr_has '[fz.postgresql] half way'
expect_stderr_has 'no more (SQLSTATE FZ001)
  DETAIL: in detail
  HINT: try less'
expect_tables

scenario 'a deferred constraint that fails at COMMIT: nothing of the step or behind it'
new_project
new_database
revision aaaaaaaaaaaa '' 'tables' 'CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int REFERENCES p DEFERRABLE INITIALLY DEFERRED);'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'orphan' 'INSERT INTO c VALUES (7);'
revision cccccccccccc bbbbbbbbbbbb 'more' 'CREATE TABLE d (id int);'
pg migrate upgrade head
expect_exit 1
expect_stderr_has 'violates foreign key constraint'
expect_stderr_has 'Key (id)=(7) is not present in table "p"'
expect_stderr_has 'The database is at aaaaaaaaaaaa.'
expect_tables c p
expect_rows aaaaaaaaaaaa
expect_row 'SELECT count(*) FROM c' 0

scenario 'a single transaction: all or nothing'
new_project
new_database
three_revisions
revision dddddddddddd cccccccccccc 'bad' 'CREATE TABLE v (id int); SELECT 1 / 0;'
pg migrate upgrade head --single-transaction
expect_exit 1
expect_stderr_has 'division by zero'
expect_tables
pg migrate upgrade cccc --single-transaction
expect_exit 0
expect_tables t u
expect_rows cccccccccccc
expect_row 'SELECT count(DISTINCT xmin::text) FROM alembic_version' 1
pg migrate downgrade base --single-transaction
expect_exit 0
expect_tables

scenario 'outside of a transaction: what a transaction refuses'
new_project
new_database
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (x int);' 'DROP TABLE t;'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'index' 'CREATE INDEX CONCURRENTLY i ON t (x);
VACUUM t;' 'DROP INDEX CONCURRENTLY i;'
pg migrate upgrade head
expect_exit 1
expect_stderr_has 'transaction=off'
expect_row "SELECT to_regclass('t') IS NULL" t
sed -i 's/-- fz:\(.*\)grade$/-- fz:\1grade transaction=off/' migrations/versions/b*
pg migrate upgrade head
expect_exit 0
expect_row "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass" t
pg migrate downgrade -1
expect_exit 0
expect_row "SELECT to_regclass('i') IS NULL" t
expect_rows aaaaaaaaaaaa

scenario 'the section of the dialect; strings and functions go down as they stand'
new_project
new_database
revision aaaaaaaaaaaa '' 'tricky' "SELECT on_sqlite_alone();

-- fz:upgrade postgresql
CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY, s text, a int[]);
INSERT INTO t (s) VALUES ('a;b'), (E'it\\'s; \$1'), (\$q\$dollar; ':x' \$1\$q\$), ('Grüße, 日本 🎉');
CREATE FUNCTION both_of(i int) RETURNS int LANGUAGE sql BEGIN ATOMIC
  SELECT i + 1;
  SELECT CASE WHEN i > 0 THEN 1 ELSE 2 END;
END;
/* nested /* comment; */ ; */
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS \$\$
BEGIN
  NEW.s := coalesce(NEW.s, 'x;'); -- a comment; here
  RETURN NEW;
END \$\$;"
pg migrate upgrade head
expect_exit 0
expect_row "SELECT string_agg(s, '|' ORDER BY id) FROM t" "a;b|it's; \$1|dollar; ':x' \$1|Grüße, 日本 🎉"
expect_row 'SELECT both_of(0), both_of(1)' '2|1'

scenario 'data that would go through the client is refused before anything runs'
new_project
new_database
revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id int);'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'copy' 'COPY t FROM STDIN;'
pg migrate upgrade head
expect_exit 1
expect_plain_error
expect_stderr_has 'bbbbbbbbbbbb_copy.sql:9:1: '
expect_stderr_has 'COPY'
expect_tables

scenario 'a version table in a schema of its own'
new_project
three_revisions
new_database
psql -X -q -c 'CREATE SCHEMA meta'
sed -i 's/^version_table = .*/version_table = "applied"\nversion_table_schema = "meta"/' alembic.toml
pg migrate upgrade head
expect_exit 0
expect_row 'SELECT version_num FROM meta.applied' cccccccccccc
pg migrate current
expect_stdout 'cccccccccccc (head)'
pg migrate downgrade base
expect_exit 0
expect_row 'SELECT count(*) FROM meta.applied' 0
