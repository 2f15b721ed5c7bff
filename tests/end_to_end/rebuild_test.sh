#!/usr/bin/env bash
# `-- fz:rebuild TABLE`: what SQLite's ALTER TABLE cannot change, in a revision written by hand. Each
# thing that is lost when Alembic copies a table is a scenario here.
. "${0%/*}/lib.sh"

# rebuilt CREATE ROWS WANTED: a project whose first revision makes the schema CREATE; the database
# has ROWS; the second one rebuilds table t by the text WANTED.
rebuilt() {
  new_project
  revision aaaaaaaaaaaa '' 'make it' "$1" 'SELECT 1;'
  run fz migrate upgrade aaaa
  expect_exit 0
  [ -z "$2" ] || sqlite3 -bail database.db "$2" || fail 'rows' 'an error'
  revision bbbbbbbbbbbb aaaaaaaaaaaa 'rebuild' "-- fz:rebuild t
$3" 'SELECT 1;'
  run fz migrate upgrade head
}

# survives CREATE ROWS WANTED QUESTION ANSWER: the same, and the answer is the same before and after.
survives() {
  rebuilt "$1" "$2" "$3"
  expect_exit 0
  expect_query database.db "$4" "$5"
  expect_query database.db 'PRAGMA integrity_check' ok
  expect_query database.db "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'fz_old%'" 0
  expect_version database.db bbbbbbbbbbbb
}

scenario 'AUTOINCREMENT goes on from the highest number that was ever given'
survives 'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);' \
  "INSERT INTO t VALUES (5, 'x'), (9, 'y'); DELETE FROM t WHERE id = 9;" \
  'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL);' \
  "INSERT INTO t (a) VALUES ('z'); SELECT * FROM t" $'5|x\n10|z'

scenario 'WITHOUT ROWID and STRICT'
survives 'CREATE TABLE t (a TEXT PRIMARY KEY, b INT) STRICT, WITHOUT ROWID;' \
  "INSERT INTO t VALUES ('x', 1);" \
  'CREATE TABLE t (a TEXT PRIMARY KEY, b INT NOT NULL) STRICT, WITHOUT ROWID;' \
  "SELECT t.*, wr, strict FROM t, pragma_table_list('t')" 'x|1|1|1'

scenario 'COLLATE of columns and indexes, DESC of indexes and keys'
survives 'CREATE TABLE t (a TEXT COLLATE NOCASE, b TEXT, PRIMARY KEY (a DESC));
CREATE INDEX i ON t (b COLLATE RTRIM DESC);' \
  "INSERT INTO t VALUES ('x', 'y');" \
  'CREATE TABLE t (a TEXT COLLATE NOCASE, b TEXT NOT NULL, PRIMARY KEY (a DESC));' \
  "SELECT a = 'X' FROM t UNION ALL SELECT sql FROM sqlite_schema WHERE name = 'i'" \
  $'1\nCREATE INDEX i ON t (b COLLATE RTRIM DESC)'

scenario 'checks with a name and without, UNIQUE and NOT NULL with ON CONFLICT'
survives 'CREATE TABLE t (a INT CHECK (a > 0), b INT, CONSTRAINT small CHECK (b < 9));' \
  'INSERT INTO t VALUES (1, 1), (2, 2);' \
  'CREATE TABLE t (a INT CHECK (a > 0) UNIQUE ON CONFLICT REPLACE, b INT NOT NULL ON CONFLICT IGNORE,
  CONSTRAINT small CHECK (b < 9));' \
  'INSERT INTO t VALUES (1, 5); INSERT INTO t VALUES (3, NULL); SELECT * FROM t ORDER BY a' $'1|5\n2|2'
run sqlite3 database.db 'INSERT INTO t VALUES (0, 1)'
expect_stderr_has 'CHECK constraint failed: a > 0'
run sqlite3 database.db 'INSERT INTO t VALUES (7, 9)'
expect_stderr_has 'CHECK constraint failed: small'

scenario 'foreign keys within a column, with actions, DEFERRABLE and MATCH'
survives 'CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (a INTEGER REFERENCES p ON DELETE CASCADE, b INTEGER);' \
  'INSERT INTO p VALUES (1); INSERT INTO t VALUES (1, 1);' \
  'CREATE TABLE t (a INTEGER REFERENCES p ON DELETE CASCADE,
  b INTEGER REFERENCES p (id) MATCH FULL DEFERRABLE INITIALLY DEFERRED);' \
  'SELECT count(*), max(on_delete) FROM pragma_foreign_key_list("t")' '2|NO ACTION'
expect_query database.db "PRAGMA foreign_keys = ON; DELETE FROM p; SELECT count(*) FROM t" 0

scenario 'partial indexes and indexes on expressions'
survives 'CREATE TABLE t (a TEXT, b INT);
CREATE UNIQUE INDEX part ON t (a) WHERE b > 0;
CREATE INDEX expr ON t (lower(a) || b);' \
  "INSERT INTO t VALUES ('x', 1), ('x', 0);" 'CREATE TABLE t (a TEXT NOT NULL, b INT);' \
  'SELECT name, partial FROM pragma_index_list("t") ORDER BY name' $'expr|0\npart|1'

scenario 'triggers: they do not see the copying, and fire afterwards'
survives 'CREATE TABLE seen (a);
CREATE TABLE t (a TEXT);
CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO seen VALUES (new.a); END;
CREATE TRIGGER h AFTER DELETE ON t BEGIN INSERT INTO seen VALUES (old.a || old.a); END;' \
  "INSERT INTO t VALUES ('x');" 'CREATE TABLE t (a TEXT NOT NULL);' \
  "INSERT INTO t VALUES ('y'); DELETE FROM t WHERE a = 'x'; SELECT a FROM seen" $'x\ny\nxx'

scenario 'views of the table, and triggers of other tables that name it'
survives 'CREATE TABLE t (a INT);
CREATE TABLE u (a INT);
CREATE VIEW v AS SELECT a + 1 AS b FROM t;
CREATE VIEW w AS SELECT b FROM v;
CREATE TRIGGER g AFTER INSERT ON u BEGIN INSERT INTO t VALUES (new.a); END;' \
  'INSERT INTO u VALUES (1);' 'CREATE TABLE t (a INT NOT NULL);' \
  'INSERT INTO u VALUES (2); SELECT b FROM w' $'2\n3'

scenario 'generated columns are computed anew'
survives 'CREATE TABLE t (a INT, b INT AS (a * 2), c INT AS (a * 3) STORED);' \
  'INSERT INTO t VALUES (1), (2);' \
  'CREATE TABLE t (a INT NOT NULL, b INT AS (a * 2), c INT AS (a * 4) STORED);' \
  'SELECT * FROM t' $'1|2|4\n2|4|8'

scenario 'columns without a type, defaults, and types as they are written'
survives 'CREATE TABLE t (a, b);' 'INSERT INTO t VALUES (1, 2);' \
  'CREATE TABLE t (a, b DEFAULT "x", c DEFAULT CURRENT_TIMESTAMP, d UUID DEFAULT (1 + 1),
  e DOUBLE PRECISION, f TINYINT(1), g CLOB, h UNSIGNED BIG INT);' \
  "SELECT group_concat(type, ',') || max(dflt_value) FROM pragma_table_info('t')" \
  ',,,UUID,DOUBLE PRECISION,TINYINT(1),CLOB,UNSIGNED BIG INTCURRENT_TIMESTAMP'

scenario 'rowids of a table without INTEGER PRIMARY KEY'
survives 'CREATE TABLE t (a TEXT);' "INSERT INTO t (rowid, a) VALUES (7, 'x'), (99, 'y');" \
  'CREATE TABLE t (a TEXT NOT NULL, b INT);' 'SELECT rowid, a FROM t' $'7|x\n99|y'

scenario 'comments within the statement'
survives 'CREATE TABLE t (a TEXT);' '' 'CREATE TABLE t ( -- all of them
  a TEXT NOT NULL /* never empty */
);' "SELECT sql LIKE '%-- all of them%/* never empty */%' FROM sqlite_schema WHERE name = 't'" 1

scenario 'a text stays what it is where the type changes'
survives 'CREATE TABLE t (a TEXT);' "INSERT INTO t VALUES ('abc'), ('12');" \
  'CREATE TABLE t (a INTEGER);' 'SELECT a, typeof(a) FROM t' $'abc|text\n12|integer'

scenario 'STRICT refuses it'
rebuilt 'CREATE TABLE t (a TEXT);' "INSERT INTO t VALUES ('abc');" 'CREATE TABLE t (a INTEGER) STRICT;'
expect_exit 1
expect_stderr_has 'cannot store TEXT value in INTEGER column t.a'

scenario 'a row that does not fit stops it, and all is as before'
rebuilt 'CREATE TABLE t (a INT, b INT);
CREATE INDEX i ON t (a);' 'INSERT INTO t VALUES (1, 1), (NULL, 2);' 'CREATE TABLE t (a INT NOT NULL, b INT);'
expect_exit 1
expect_stderr_has 'bbbbbbbbbbbb_rebuild.sql:10:1'
expect_stderr_has 'NOT NULL constraint failed: t.a'
expect_query database.db 'SELECT count(*) FROM t' 2
expect_query database.db "SELECT name FROM sqlite_schema WHERE tbl_name = 't' ORDER BY name" $'i\nt'
expect_version database.db aaaaaaaaaaaa

scenario 'an index or trigger that names a column which goes stops it; it can be dropped before'
rebuilt 'CREATE TABLE t (a INT, b INT);
CREATE INDEX i ON t (a) WHERE b > 0;' 'INSERT INTO t VALUES (1, 1);' 'CREATE TABLE t (a INT);'
expect_exit 1
expect_stderr_has "The table 't' cannot be rebuilt without its column 'b', because the index 'i' names it."
sed -i 's/^-- fz:rebuild/DROP INDEX i;\n&/' migrations/versions/b*
run fz migrate upgrade head
expect_exit 0
expect_query database.db "SELECT name FROM sqlite_schema WHERE tbl_name = 't'" t

scenario 'a view that names a column which goes stops it'
rebuilt 'CREATE TABLE t (a INT, b INT);
CREATE VIEW v AS SELECT b FROM t;
CREATE VIEW broken AS SELECT x FROM t;' 'INSERT INTO t VALUES (1, 2);' 'CREATE TABLE t (a INT);'
expect_exit 1
expect_stderr_has "bbbbbbbbbbbb_rebuild.sql:9:1"
expect_stderr_has "The view 'v' cannot be read after the rebuild. SQLite: no such column: b. The section must drop"
expect_query database.db 'SELECT * FROM v' 2
expect_version database.db aaaaaaaaaaaa
sed -i 's/^-- fz:rebuild/DROP VIEW v;\n&/; s/^-- fz:downgrade/CREATE VIEW v AS SELECT a FROM t;\n&/' migrations/versions/b*
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT * FROM v' 1
for event in INSERT:inserted DELETE:deleted UPDATE:updated; do
  scenario "a trigger of another table that cannot fire any more after ${event%:*}"
  rebuilt "CREATE TABLE t (a INT, b INT);
CREATE TABLE u (a INT, b INT AS (a));
CREATE TRIGGER g AFTER ${event%:*} ON u BEGIN UPDATE t SET b = 1; END;" '' 'CREATE TABLE t (a INT);'
  expect_exit 1
  expect_stderr_has "Because of a trigger, rows of the table 'u' cannot be ${event#*:} after the rebuild. SQLite: no such column: b. The section must drop"
  expect_version database.db aaaaaaaaaaaa
done

scenario 'what was made on the table by hand is kept, too'
survives 'CREATE TABLE t (a INT, b INT);' \
  'CREATE INDEX by_hand ON t (b); CREATE TRIGGER g AFTER DELETE ON t BEGIN SELECT old.a; END;' \
  'CREATE TABLE t (a INT NOT NULL, b INT);' \
  "SELECT name FROM sqlite_schema WHERE tbl_name = 't' ORDER BY name" $'by_hand\ng\nt'

for action in CASCADE 'NO ACTION'; do
  scenario "rows that refer to it ON DELETE $action"
  survives "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT);
CREATE TABLE c (t INTEGER REFERENCES t ON DELETE $action, self INTEGER);" \
    'INSERT INTO t VALUES (1, 1), (2, 2); INSERT INTO c VALUES (1, 1), (2, 2);' \
    'CREATE TABLE t (id INTEGER PRIMARY KEY, a INT NOT NULL);' \
    "SELECT count(*), (SELECT \"table\" FROM pragma_foreign_key_list('c')) FROM c" '2|t'
done

scenario 'violations that were there before do not matter, new ones do'
survives 'CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (a INTEGER REFERENCES p, b INTEGER);' \
  'INSERT INTO t VALUES (77, 5);' 'CREATE TABLE t (a INTEGER REFERENCES p, b INTEGER NOT NULL);' \
  'SELECT * FROM t' '77|5'
revision cccccccccccc bbbbbbbbbbbb 'refer' '-- fz:rebuild t
CREATE TABLE t (a INTEGER REFERENCES p, b INTEGER REFERENCES p);' 'SELECT 1;'
run fz migrate upgrade head
expect_exit 1
expect_stderr_has 'rows violate a foreign key that they did not violate before'
expect_version database.db bbbbbbbbbbbb

scenario 'several rebuilds in one section, with what comes before and after'
new_project
revision aaaaaaaaaaaa '' 'make it' 'CREATE TABLE t (a INT);
INSERT INTO t VALUES (1);
-- fz:rebuild t
CREATE TABLE t (a INT, b INT DEFAULT 5);
UPDATE t SET b = b + 1;
CREATE INDEX i ON t (b);
-- fz:rebuild "t"
CREATE TABLE "t" (a INT NOT NULL, b INT DEFAULT 5);
INSERT INTO t VALUES (2, 2);' '-- fz:rebuild t
CREATE TABLE t (b INT);'
for way in '' --single-transaction; do
  # shellcheck disable=SC2086
  run fz migrate upgrade head $way
  expect_exit 0
  expect_query database.db "SELECT * FROM t UNION ALL SELECT name, '' FROM pragma_index_list('t')" \
    $'1|6\n2|2\ni|'
  expect_query database.db 'PRAGMA legacy_alter_table' 0
  rm database.db
done
run fz migrate upgrade head
run fz migrate downgrade -1
expect_exit 0
expect_query database.db 'SELECT * FROM t' $'6\n2'

scenario 'a column gets another name while the table is rebuilt'
survives 'CREATE TABLE t (a TEXT, b INT);' "INSERT INTO t VALUES ('x', 1);" \
  'CREATE TABLE t (
  full_name TEXT NOT NULL, -- fz:renamed from=a
  b INT
);' 'SELECT full_name, b FROM t' 'x|1'

scenario '--sql writes it out in full, and the shell does the same'
rebuilt 'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
CREATE INDEX i ON t (a);
CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT new.a; END;
CREATE VIEW v AS SELECT a FROM t;' '' 'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL);'
expect_exit 0
run fz migrate upgrade head --sql
expect_exit 0
expect_stdout_has 'INSERT OR ROLLBACK INTO "t" ("id", "a")'
expect_stdout_lacks 'fz:rebuild'
sqlite3 script.db <<<"$stdout" || fail 'a script that runs' "$stdout"
[ "$(sqlite3 script.db .schema)" = "$(sqlite3 database.db .schema)" ] ||
  fail "$(sqlite3 database.db .schema)" "$(sqlite3 script.db .schema)"
run fz migrate upgrade aaaa:head --sql
expect_exit 0
script=$stdout
rm database.db
run fz migrate upgrade aaaa
sqlite3 database.db "INSERT INTO t (a) VALUES ('x'); CREATE INDEX by_hand ON t (id)"
run sqlite3 database.db <<<"$script"
expect_stderr_has 'table t has a column, an index or a trigger that this revision does not know'
expect_query database.db 'SELECT a FROM t' x
expect_version database.db aaaaaaaaaaaa
sqlite3 database.db 'DROP INDEX by_hand'
run sqlite3 database.db <<<"$script"
expect_exit 0
expect_query database.db 'SELECT a FROM t' x
expect_version database.db bbbbbbbbbbbb

scenario 'what is refused before anything runs'
refused() { # refused BODY SENTENCE
  rm -f migrations/versions/*
  revision aaaaaaaaaaaa '' 'make it' "$1" 'SELECT 1;'
  for how in '' --sql; do
    # shellcheck disable=SC2086
    run fz migrate upgrade head $how
    expect_exit 1
    expect_stderr_has "$2"
  done
  expect_no_file database.db
}
new_project
refused '-- fz:rebuild t' "After \`-- fz:rebuild t\` comes the CREATE TABLE that says how the table is to be"
refused $'-- fz:rebuild t\nSELECT 1;' ":10:1: After \`-- fz:rebuild t\` comes the CREATE TABLE"
refused $'-- fz:rebuild t\nCREATE TABLE u (a INT);' "This makes the table 'u', but \`-- fz:rebuild\` names 't'."
refused $'-- fz:rebuild\nCREATE TABLE u (a INT);' 'names no table'
refused $'SELECT 1;\n-- fz:upgrade postgresql\nSELECT 1;\n-- fz:rebuil t' 'Unknown marker'
revision aaaaaaaaaaaa '' 'make it' $'-- fz:rebuild t\nCREATE TABLE t (a INT);'
sed -i 's/^-- fz:upgrade$/& transaction=off/' migrations/versions/*
run fz migrate upgrade head
expect_exit 1
expect_stderr_has 'must not have transaction=off'
sed -i 's/ transaction=off//' migrations/versions/*
run fz migrate upgrade head
expect_exit 1
expect_stderr_has "There is no table 't' that could be rebuilt."
DATABASE_URL=postgresql://nowhere/x run fz migrate upgrade head --sql
expect_exit 1
expect_stderr_has '`-- fz:rebuild` is for SQLite only; PostgreSQL changes a table with ALTER TABLE.'
