#!/usr/bin/env bash
# A script printed with --sql and run by sqlite3 leaves exactly the database that fz leaves.
. "${0%/*}/lib.sh"

if ! command -v sqlite3 >/dev/null; then
  skip 'there is no sqlite3'
  exit 0
fi

# node ID [->DOWN,…] [=>DEPENDENCY,…] [#LABEL]: a revision with a table and rows of its own that
# also writes down when it ran.
node() {
  local id=$1 word down='' depends='' labels=''
  shift
  for word in "$@"; do
    case $word in
      '->'*) down=${word#??} ;;
      '=>'*) depends=${word#??} ;;
      '#'*) labels=${word#?} ;;
    esac
  done
  revision "$id" "$down" "make $id" \
    "CREATE TABLE IF NOT EXISTS steps (n INTEGER PRIMARY KEY, what TEXT);
INSERT INTO steps (what) VALUES ('up $id');
CREATE TABLE t_$id (id INTEGER PRIMARY KEY, s TEXT DEFAULT 'it''s; $id');
INSERT INTO t_$id DEFAULT VALUES;" \
    "INSERT INTO steps (what) SELECT 'down $id, was ' || s FROM t_$id;
DROP TABLE t_$id;"
  local file="migrations/versions/${id}_make_$id.sql"
  [ -z "$depends" ] || sed -i "3a -- depends_on = [\"${depends//,/\", \"}\"]" "$file"
  [ -z "$labels" ] || sed -i "3a -- branch_labels = [\"$labels\"]" "$file"
}

# When a step ran and who ran it is not the same.
everything() {
  sqlite3 "$1" "UPDATE fz_audit SET started = '', duration = 0, who = '', host = ''" 2>/dev/null
  sqlite3 "$1" 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid' \
    'SELECT rowid, * FROM alembic_version' .dump
}

# as_online WAY FROM TO [OPTION…]: the two databases of a scenario make the same movement, one by
# fz itself, one by a script.
as_online() {
  local way=$1 from=$2 to=$3
  shift 3
  run fz --url sqlite:///online.db migrate "$way" "$to" "$@"
  expect_exit 0
  cp offline.db before.db 2>/dev/null
  run fz --url sqlite:///never.db migrate "$way" "$from:$to" --sql "$@"
  expect_exit 0
  expect_stderr ''
  expect_no_file never.db
  printf '%s\n' "$stdout" >script.sql
  run sqlite3 offline.db ".read script.sql"
  expect_exit 0
  expect_stderr ''
  run diff <(everything online.db) <(everything offline.db)
  expect_exit 0
}

scenario 'a line: part of the way, the rest, down in two parts'
new_project
node a
node b '->a'
node c '->b'
as_online upgrade base a
as_online upgrade a head
expect_version offline.db c
as_online downgrade c -1
as_online downgrade b base
as_online upgrade base +2
as_online downgrade head-1 a --single-transaction
as_online upgrade a head --single-transaction
as_online downgrade head base --single-transaction

scenario 'branches with labels'
new_project
node a
node b1 '->a' '#left'
node b2 '->a' '#right'
node c1 '->b1'
as_online upgrade base left@head
as_online downgrade left@head left@-1
as_online upgrade b1 left@head
as_online upgrade c1 heads
expect_version offline.db b2 c1
as_online downgrade heads right@-1
as_online upgrade c1 right@head --single-transaction
as_online downgrade heads a
as_online downgrade a base

scenario 'a merge'
new_project
node a
node b1 '->a'
node b2 '->a'
node m '->b1,b2'
node n '->m'
as_online upgrade base m
as_online upgrade m head
as_online downgrade head m
as_online downgrade m -1
expect_version offline.db b1 b2
rm migrations/versions/[mn]_*
as_online downgrade heads base

scenario 'two merges of the same branches'
new_project
node a
node b1 '->a'
node b2 '->a'
node m1 '->b1,b2'
node m2 '->b1,b2'
as_online upgrade base m2
as_online upgrade m2 heads
expect_version offline.db m1 m2
as_online downgrade heads m2@-1
as_online upgrade m1 heads --single-transaction
as_online downgrade heads base --single-transaction

scenario 'diamonds'
new_project
node a
node b1 '->a'
node b2 '->a'
node m '->b1,b2'
node c1 '->m'
node c2 '->m'
node n '->c1,c2'
as_online upgrade base head
as_online downgrade head m
as_online upgrade m c1
as_online upgrade c1 head
as_online downgrade head base

scenario 'a forest'
new_project
node a1
node b1
node a2 '->a1'
node b2 '->b1'
as_online upgrade base a2
as_online upgrade a2 b2
as_online downgrade heads b2@base
as_online upgrade a2 heads --single-transaction
as_online downgrade heads base

scenario 'dependencies across branches'
new_project
node 1975ea83b712
node ae1027a6acf1 '->1975ea83b712'
node 27c6a30d7c24 '->1975ea83b712' '#shoppingcart'
node d747a8a8879 '->27c6a30d7c24'
node 3cac04ae8714 '#networking'
node 109ec7d132bf '->3cac04ae8714'
node 29f859a13ea '->109ec7d132bf'
node 55af2cb1c267 '->ae1027a6acf1'
node 2a95102259be '->29f859a13ea' '=>55af2cb1c267'
as_online upgrade base heads
expect_version offline.db 2a95102259be d747a8a8879
as_online downgrade heads shoppingcart@base
expect_version offline.db 29f859a13ea
as_online upgrade 29f859a13ea networking@head
as_online downgrade networking@head networking@-1
expect_version offline.db 29f859a13ea 55af2cb1c267

scenario 'what SQL files hold goes down as it stands'
new_project
revision a '' 'tricky' "CREATE TABLE t (
	id INTEGER PRIMARY KEY, -- a comment; with a semicolon, it's
	\"a;b\" TEXT /* and; 'another' */
	, [c d] TEXT, \`e\` TEXT

);
CREATE TRIGGER tr AFTER INSERT ON t BEGIN
  UPDATE t SET e = CASE WHEN id > 1 THEN 'x;' ELSE 'END;' END WHERE e IS NULL;
  INSERT INTO log VALUES (NEW.id, '-- no comment');
END;
CREATE TABLE log (id, s);
CREATE VIEW v AS SELECT id, \"a;b\" AS ab FROM t; -- behind it
INSERT INTO t (\"a;b\") VALUES ('a;b'), ('at :now, ?1, \$x and @y'), ('	tab  ,

.quit
/
go
-- no comment; either'), ('it''s \"so\"'), ('Grüße, 日本 🎉'), (char(1) || '\\n \\x');
SELECT 'this is printed' WHERE 0;
CREATE INDEX i ON t (lower(\"a;b\")) WHERE id > 4 / 2;;
INSERT INTO log SELECT 9,
'last'" 'DROP VIEW v; DROP TABLE t; DROP TABLE log'
revision b a 'outside' "INSERT INTO log VALUES (10, 'in
-- a string');" ''
sed -i 's/-- fz:upgrade$/-- fz:upgrade transaction=off\nPRAGMA journal_mode = WAL;\nVACUUM;/' \
  migrations/versions/b_*
revision c b 'inside again' 'DELETE FROM log WHERE id = 9;' "INSERT INTO log VALUES (9, 'back');"
as_online upgrade base b
as_online upgrade b head
expect_query offline.db 'SELECT e FROM t' $'END;\nx;\nx;\nx;\nx;\nx;'
as_online downgrade head a
as_online downgrade a base

scenario 'Windows line ends are kept, in strings too'
new_project
revision a '' 'crlf' $'CREATE TABLE t (\r\n  x\r\n);\r\nINSERT INTO t VALUES (\'a\r\n\r\r\nb\r\');\r' ''
as_online upgrade base head
expect_query offline.db "SELECT hex(x) FROM t" 610D0A0D0D0A620D

scenario 'a first step outside of a transaction'
new_project
revision a '' 'outside' 'CREATE TABLE t (x);' 'DROP TABLE t;'
sed -i 's/-- fz:\(.*\)grade$/-- fz:\1grade transaction=off/' migrations/versions/a_*
as_online upgrade base head
as_online downgrade head base
run fz migrate upgrade --sql --single-transaction
expect_exit 1
expect_stderr_has 'Revision a runs outside of a transaction'
expect_stdout ''

scenario "this project's own revisions"
own_project
as_online upgrade base head
as_online downgrade head -1
as_online downgrade head-1 base

scenario 'stamp and ensure-version'
new_project
node a
node b1 '->a' '#left'
node b2 '->a'
both_stamp() {
  local from=$1
  shift
  run fz --url sqlite:///online.db migrate stamp "$@"
  expect_exit 0
  run fz migrate stamp "$from:$1" "${@:2}" --sql
  expect_exit 0
  expect_no_file database.db
  printf '%s\n' "$stdout" >script.sql
  run sqlite3 offline.db '.read script.sql'
  expect_exit 0
  run diff <(everything online.db) <(everything offline.db)
  expect_exit 0
}
both_stamp base b1 b2
both_stamp heads a
both_stamp a left@head
both_stamp b1 base
run fz migrate ensure-version --sql
expect_exit 0
expect_no_file database.db
sqlite3 ensured.db <<<"$stdout"
run fz --url sqlite:///online2.db migrate ensure-version
run diff <(everything online2.db) <(everything ensured.db)
expect_exit 0

scenario 'the text of a script'
new_project
sed -i /audit_table/d alembic.toml
three_revisions
run fz migrate upgrade aaaa:bbbb --sql --tag $'v1\n.quit'
expect_exit 0
expect_stdout "-- Run this with: sqlite3 DATABASE < SCRIPT
.bail on

PRAGMA foreign_keys = OFF;

-- Tag: v1\\x0a.quit

CREATE TEMP TABLE IF NOT EXISTS fz_version_guard (
  holds INTEGER CONSTRAINT \"the database is not where this step starts\" CHECK (holds)
);

-- Running upgrade aaaaaaaaaaaa -> bbbbbbbbbbbb, make u

BEGIN IMMEDIATE;

INSERT INTO temp.fz_version_guard
SELECT count(*) = 1 AND total(version_num IN ('aaaaaaaaaaaa')) = 1 FROM alembic_version;

CREATE TABLE u (id INTEGER);

UPDATE alembic_version SET version_num='bbbbbbbbbbbb' WHERE version_num = 'aaaaaaaaaaaa';

COMMIT;"

scenario 'without a range an upgrade and a stamp begin with an empty database'
new_project
three_revisions
run fz migrate upgrade head --sql
expect_exit 0
expect_stdout_has 'CREATE TABLE IF NOT EXISTS alembic_version'
expect_stdout_has '-- Running upgrade  -> aaaaaaaaaaaa, make t'
run fz migrate stamp head --sql
expect_exit 0
expect_stdout_has '-- Running stamp_revision  -> cccccccccccc'

scenario 'nothing to do is a script that does nothing'
new_project
three_revisions
run fz migrate upgrade head:aaaa --sql
expect_exit 0
expect_stdout_has '-- There is nothing to run.'
sqlite3 empty.db <<<"$stdout"
expect_query empty.db 'SELECT count(*) FROM sqlite_schema' 0

scenario 'a script stops on a database that is somewhere else, and changes nothing there'
new_project
three_revisions
run fz migrate upgrade bbbb
before=$(sha256sum database.db)
for range in head base:head aaaa:head; do
  run fz migrate upgrade "$range" --sql
  expect_exit 0
  printf '%s\n' "$stdout" >script.sql
  run bash -c 'sqlite3 database.db <script.sql'
  expect_exit 1
  expect_stderr_has 'the database is not where this step starts'
  [ "$(sha256sum database.db)" = "$before" ] || fail 'the file as it was' 'changed bytes'
done

scenario 'a statement that fails ends the script; its step is rolled back, the ones before stay'
new_project
revision a '' 'good' 'CREATE TABLE t (x);'
revision b a 'bad' 'CREATE TABLE u (x); INSERT INTO nowhere VALUES (1);'
revision c b 'never' 'CREATE TABLE v (x);'
run fz migrate upgrade --sql
printf '%s\n' "$stdout" >script.sql
run bash -c 'sqlite3 database.db <script.sql'
expect_exit 1
expect_schema database.db 'CREATE TABLE t (x);'
expect_version database.db a
run fz migrate upgrade --sql --single-transaction
printf '%s\n' "$stdout" >script.sql
run bash -c 'sqlite3 whole.db <script.sql'
expect_exit 1
expect_query whole.db 'SELECT count(*) FROM sqlite_schema' 0

# refused NAME SQL WORDS: the revision cannot be written as a script, and not one byte is.
refused() {
  scenario "$1"
  new_project
  revision a '' 'good' 'CREATE TABLE t (x);'
  revision b a 'odd' "$2"
  run fz --url "${4:-sqlite:///database.db}" migrate upgrade --sql
  expect_exit 1
  expect_plain_error
  expect_stderr_has "$3"
}
refused 'a parameter, which sqlite3 would make NULL' 'INSERT INTO t VALUES (:name);' \
  'versions/b_odd.sql:9:23: A parameter'
refused 'a command of sqlite3' $'.shell touch pwned\n;' 'is a sqlite3 command, not SQL'
refused 'a line that sqlite3 takes for the end' $'SELECT 4\n /  \n2;' "nothing but '/' or 'go'"
refused 'a command of psql' 'SELECT 1 \! touch pwned' 'is a psql command, not SQL' postgresql://
refused 'data in the script' $'COPY t FROM STDIN;\n1' 'COPY FROM STDIN' postgresql://

scenario 'a section that leaves its transaction open'
new_project
revision a '' 'open' 'BEGIN; CREATE TABLE t (x);'
sed -i 's/-- fz:upgrade/& transaction=off/' migrations/versions/a_*
run fz migrate upgrade --sql
expect_exit 1
expect_plain_error
expect_stderr_has 'Revision a begins a transaction here and does not end it.'

# usage_error WORDS COMMAND…
usage_error() {
  local words=$1
  shift
  scenario "wrong usage: $*"
  new_project
  three_revisions
  run "$@"
  expect_exit 2
  expect_plain_error
  expect_stderr_has "$words"
  expect_no_file database.db
}
usage_error 'A script for a downgrade requires <fromrev>:<torev>' fz migrate downgrade base --sql
usage_error 'Range revision not allowed' fz migrate upgrade aaaa:head
usage_error "exactly one ':'" fz migrate upgrade a:b:c --sql
usage_error "no revision before its ':'" fz migrate upgrade :head --sql
usage_error "no revision after its ':'" fz migrate upgrade aaaa: --sql
usage_error 'a single starting revision' fz migrate stamp aaaa:bbbb bbbb:cccc --sql
usage_error "Can't use --purge with --sql mode" fz migrate stamp head --purge --sql
usage_error '--dry-run and --sql exclude each other' fz migrate upgrade --sql --dry-run
usage_error '--tag marks a script' fz migrate upgrade --tag v1
usage_error '--tag marks a script' fz migrate stamp head --tag v1

scenario 'an unknown start, and one that counts from a database'
new_project
three_revisions
run fz migrate upgrade 9999:head --sql
expect_exit 1
expect_plain_error
expect_stderr_has "Can't locate revision identified by '9999'"
run fz migrate upgrade +1:head --sql
expect_exit 1
expect_plain_error

scenario 'as JSON'
new_project
three_revisions
run fz --format json migrate upgrade --sql
expect_exit 0
printf '%s' "$stdout" >script.json
run sqlite3 :memory: "SELECT json_extract(readfile('script.json'), '\$.dialect')"
expect_stdout sqlite
sqlite3 :memory: "SELECT json_extract(readfile('script.json'), '\$.sql')" >script.sql
run sqlite3 database.db '.read script.sql'
expect_exit 0
expect_version database.db cccccccccccc
