#!/bin/bash
# What SQLite stores of a statement is what the sqlite3 shell has it store.
. "${0%/*}/lib.sh"

scenario 'blanks and comments before the semicolon'
new_project
statements='CREATE TABLE t (a, b) ;
CREATE INDEX i1 ON t(a) ;
CREATE INDEX i2 ON t(b)   -- c
;
CREATE UNIQUE INDEX i3 ON t(a,b)
;
CREATE INDEX i4 ON t(a) /* x */ ;
CREATE VIEW v1 AS SELECT 1 ;
CREATE VIEW v2 AS SELECT 2 -- y
;
CREATE TABLE u (a) -- z
;
ALTER TABLE u ADD COLUMN b INT /* b */ ;
CREATE TABLE w AS SELECT 1 AS a ;
CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END ;
CREATE INDEX i5 ON t(a) WHERE a > 1  ;
CREATE TABLE x (a INT) STRICT ;
CREATE INDEX i6 ON t(a);'
revision aaaaaaaaaaaa '' first "$statements" 'SELECT 1;'
run fz upgrade
expect_exit 0
sqlite3 shell.db <<<"$statements"
stored="SELECT quote(sql) FROM sqlite_schema WHERE tbl_name NOT IN ('alembic_version', 'fz_audit') ORDER BY name"
expect_query database.db "$stored" "$(sqlite3 shell.db "$stored")"
run fz migrate upgrade base:head --sql
expect_exit 0
sqlite3 script.db <<<"$stdout"
expect_query script.db "$stored" "$(sqlite3 shell.db "$stored")"

scenario 'a comment that the shell stumbles at'
new_project
revision aaaaaaaaaaaa '' first $'CREATE TABLE u (a);\nALTER TABLE u ADD COLUMN b INT -- b\n;' 'SELECT 1;'
run fz upgrade
expect_exit 0
expect_schema database.db 'CREATE TABLE u (a, b INT);'
