#!/usr/bin/env bash
. "${0%/*}/lib.sh"

# A table with much that copies lose, with a type for its column n.
shop() {
  cat <<SQL
CREATE TABLE customers (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL COLLATE NOCASE);
CREATE TABLE orders ( -- what was bought
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  n $1 -- how many
);
CREATE INDEX orders_customer ON orders (customer DESC) WHERE n > 0;
CREATE VIEW many AS SELECT * FROM orders WHERE n > 10;
CREATE TRIGGER counted AFTER INSERT ON orders BEGIN UPDATE customers SET name = name; END;
SQL
}

fill() {
  sqlite3 "$1" "PRAGMA foreign_keys = ON;
    INSERT INTO customers (id, name) VALUES (1, 'Ada'), (7, 'Bob'); DELETE FROM customers WHERE id = 7;
    INSERT INTO orders VALUES (5, 1, 3), (6, 1, 40);"
}

scenario 'equal schemas: blanks, comments, quotes, capitals and the order of columns do not count'
echo 'CREATE TABLE t (a INT, b TEXT -- note
);' >a.sql
echo 'create table "T" ([B] text, A int)' >b.sql
run fz schema diff a.sql b.sql --scratch-url sqlite://
expect_exit 0
expect_stdout 'The schemas are equal.'
run fz schema diff --sql a.sql b.sql --scratch-url sqlite://
expect_exit 0
expect_stdout ''

scenario 'what differs is named, as text and as JSON'
shop INTEGER >a.sql
{ shop 'INTEGER NOT NULL DEFAULT 1' | sed 's/DESC//'; echo 'CREATE TABLE new (x);'; } >b.sql
run fz schema diff a.sql b.sql --scratch-url sqlite://
expect_exit 3
expect_stdout '~ column orders.n
    default: 1
    not_null: yes
~ index orders.orders_customer
    columns: (customer desc) -> (customer)
+ table new'
run fz schema diff a.sql b.sql --scratch-url sqlite:// --format json
expect_exit 3
expect_stdout_has '"attribute": "not_null"'

scenario 'a database and a file are compared, and the script leads from one to the other'
shop INTEGER >a.sql
shop 'TEXT NOT NULL' >b.sql
sqlite3 app.db <a.sql
fill app.db
before=$(sqlite3 app.db 'SELECT * FROM orders; SELECT * FROM customers')
run fz schema diff --sql sqlite:///app.db b.sql
expect_exit 3
sqlite3 -bail app.db >/dev/null <<<"$stdout" || fail 'a script that runs' 'it fails'
expect_query app.db 'SELECT * FROM orders; SELECT * FROM customers' "$before"
expect_query app.db 'SELECT * FROM sqlite_sequence' 'customers|7'
expect_query app.db 'PRAGMA foreign_key_check; PRAGMA integrity_check' ok
run fz schema diff sqlite:///app.db b.sql
expect_exit 0
run fz schema diff --sql sqlite:///app.db a.sql
python3 - "$stdout" <<'PY' || fail 'a script for executescript()' 'it fails'
import sqlite3, sys
sqlite3.connect("app.db").executescript(sys.argv[1])
PY
run fz schema diff sqlite:///app.db a.sql
expect_exit 0
expect_query app.db 'SELECT * FROM orders; SELECT * FROM customers' "$before"

scenario 'a script that meets rows that do not fit changes nothing, even if the shell goes on'
shop INTEGER >a.sql
shop 'INTEGER CHECK (n < 10)' >b.sql
sqlite3 app.db <a.sql
fill app.db
before=$(sqlite3 app.db .dump)
run fz schema diff --sql sqlite:///app.db b.sql
sqlite3 app.db <<<"$stdout" >/dev/null 2>said && fail 'a script that fails' 'it does not'
grep -q 'CHECK constraint failed: n < 10' said || fail 'SQLite says why' "$(cat said)"
[ "$(sqlite3 app.db .dump)" = "$before" ] || fail "$before" "$(sqlite3 app.db .dump)"

scenario 'a dump loads again and is the same then'
shop INTEGER >a.sql
run fz schema dump a.sql --scratch-url sqlite://
expect_exit 0
printf '%s\n' "$stdout" >dump.sql
run fz schema dump dump.sql --scratch-url sqlite://
expect_stdout "$(cat dump.sql)"
run fz schema diff a.sql dump.sql --scratch-url sqlite://
expect_exit 0

scenario 'what is not compared is named, and what fz keeps for itself is left out'
new_project
three_revisions
run fz migrate upgrade head
sqlite3 database.db 'CREATE VIRTUAL TABLE words USING fts5(a)'
run fz schema dump
expect_exit 0
expect_stdout '-- not compared: 5 shadow tables (words_config, words_content, words_data, words_docsize and words_idx)
-- not compared: 1 virtual table (words)
CREATE TABLE t (id INTEGER);

CREATE TABLE u (id INTEGER);'
expect_stderr_has 'not compared: 1 virtual table (words)'

scenario 'a renamed column keeps its values'
echo 'CREATE TABLE t (id INTEGER PRIMARY KEY, title TEXT);' >a.sql
echo 'CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT -- fz:renamed from=title
);' >b.sql
sqlite3 app.db <a.sql
sqlite3 app.db "INSERT INTO t VALUES (1, 'x')"
run fz schema diff --sql sqlite:///app.db b.sql
expect_stdout 'BEGIN IMMEDIATE;
ALTER TABLE "t" RENAME COLUMN "title" TO "name";
COMMIT;'
sqlite3 app.db <<<"$stdout"
expect_query app.db 'SELECT name FROM t' x

scenario 'tables are shown to a person, with rows and sizes where asked'
shop INTEGER >a.sql
sqlite3 app.db <a.sql
fill app.db
run fz schema show orders --source sqlite:///app.db --rows --size
expect_exit 0
expect_stdout 'table orders
  2 rows, 8 kB
  id        integer  primary key
  customer  integer  not null
  n         integer

Keys and checks
  primary key (id)

Refers to
  (customer) -> customers (id) on delete cascade

Indexes
  orders_customer: (customer desc) where n > 0

Triggers
  counted: after insert'
run fz schema show order --source sqlite:///app.db
expect_exit 2
expect_stderr_has "There is no table or view 'order'. Did you mean 'orders'?"
run fz schema show --source a.sql --scratch-url sqlite:// --rows
expect_exit 2
run fz schema show many --source sqlite:///app.db --format json
expect_stdout_has '"kind": "view"'

scenario 'diagrams of tables and of the history'
shop INTEGER >a.sql
run fz schema show --source a.sql --scratch-url sqlite:// --format mermaid
expect_exit 0
expect_stdout 'erDiagram
    customers {
        integer id PK
        text name "not null"
    }
    orders {
        integer id PK
        integer customer FK "not null"
        integer n
    }
    customers ||--o{ orders : "customer"'
run fz schema show --source a.sql --scratch-url sqlite:// --format svg
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parseString(sys.argv[1])' "$stdout" ||
  fail 'well-formed XML' 'it is not'
new_project
three_revisions
run fz migrate upgrade bbbb
run fz migrate history --format mermaid -i
expect_exit 0
expect_stdout 'flowchart BT
    r_cccccccccccc["cccccccccccc<br>fill t"]
    r_bbbbbbbbbbbb["bbbbbbbbbbbb<br>make u"]:::current
    r_aaaaaaaaaaaa["aaaaaaaaaaaa<br>make t"]
    r_bbbbbbbbbbbb --> r_cccccccccccc
    r_aaaaaaaaaaaa --> r_bbbbbbbbbbbb
    classDef current stroke-width:3px'

scenario 'the statements between BEGIN and COMMIT can be a revision, up and down'
new_project
shop INTEGER >a.sql
shop 'TEXT NOT NULL' >b.sql
body() {
  run fz schema diff --sql "$1" "$2" --scratch-url sqlite://
  echo 'PRAGMA legacy_alter_table = ON;'
  sed '1,/^BEGIN IMMEDIATE;$/d; /^COMMIT;$/,$d' <<<"$stdout"
  echo 'PRAGMA legacy_alter_table = OFF;'
}
revision aaaaaaaaaaaa '' 'make the shop' "$(cat a.sql)"
revision bbbbbbbbbbbb aaaaaaaaaaaa 'n is text' "$(body a.sql b.sql)" "$(body b.sql a.sql)"
run fz migrate upgrade aaaa
fill database.db
before=$(sqlite3 database.db 'SELECT * FROM orders; SELECT * FROM customers')
run fz migrate upgrade head
expect_exit 0
run fz schema diff sqlite:///database.db b.sql
expect_exit 0
expect_query database.db 'SELECT * FROM orders; SELECT * FROM customers' "$before"
run fz migrate downgrade -1 --yes
expect_exit 0
run fz schema diff sqlite:///database.db a.sql
expect_exit 0
sqlite3 database.db "UPDATE orders SET n = NULL"
run fz migrate upgrade head
expect_exit 1
expect_stderr_has 'NOT NULL constraint failed: orders.n'
expect_version database.db aaaaaaaaaaaa
run fz schema diff sqlite:///database.db a.sql
expect_exit 0
