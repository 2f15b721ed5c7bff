#!/usr/bin/env bash
. "${0%/*}/lib.sh"

scenario 'revisions, revisions at one of them, and the target are compared'
new_project
three_revisions
printf '[schema]\ntarget = "schema"\n' >>alembic.toml
mkdir schema
echo 'CREATE TABLE t (id INTEGER);' >schema/1.sql
echo 'CREATE TABLE u (id INTEGER);' >schema/2.sql
run fz schema diff revisions target
expect_exit 0
expect_stdout 'The schemas are equal.'
run fz schema diff revisions@aaaa revisions
expect_exit 3
expect_stdout '+ table u'
run fz schema diff revisions@base revisions@aaaa
expect_exit 3
expect_stdout '+ table t'
run fz schema diff revisions@nothing target
expect_exit 1
expect_stderr_has nothing
run fz schema dump revisions@aaaa
expect_exit 0
expect_stdout_has 'CREATE TABLE t (id INTEGER)'
expect_stdout_lacks alembic_version
expect_no_file database.db

scenario 'a database is compared with the revisions'
new_project
three_revisions
run fz migrate upgrade bbbb
run fz schema diff sqlite:///database.db revisions
expect_exit 0
sqlite3 database.db 'DROP TABLE u'
run fz schema diff sqlite:///database.db revisions
expect_exit 3
expect_stdout '+ table u'

scenario 'without a target the revisions are what is wanted'
new_project
three_revisions
run fz schema diff target revisions
expect_exit 0

scenario 'without a project there are no revisions and no target'
run fz schema diff target revisions
expect_exit 2
expect_stderr_has 'no alembic.toml'
echo 'CREATE TABLE a (id INTEGER);' >a.sql
run fz schema diff a.sql a.sql --scratch-url sqlite://
expect_exit 0
run fz schema diff a.sql missing --scratch-url sqlite://
expect_exit 2
expect_stderr_has "'missing' is not a file, a folder, a database URL, 'revisions', 'revisions@REV' or 'target'."

scenario 'scratch_url says where files are loaded'
new_project
sed -i '/^url/d' alembic.toml
printf '[schema]\nscratch_url = "sqlite://"\n' >>alembic.toml
echo 'CREATE TABLE a (id INTEGER);' >a.sql
run fz schema diff a.sql a.sql
expect_exit 0
sed -i 's/sqlite:/nonsense:/' alembic.toml
run fz schema diff a.sql a.sql
expect_exit 2
expect_stderr_has 'alembic.toml:'

scenario 'target and command cannot both be given'
new_project
printf '[schema]\ntarget = "a.sql"\ncommand = "true"\n' >>alembic.toml
run fz migrate heads
expect_exit 2
expect_stderr_has 'only one of them may be given'

scenario 'what was loaded is kept, and read again when something has changed'
new_project
{
  echo 'CREATE TABLE t (id INTEGER);'
  for i in $(seq 1 400); do echo "-- padding of line $i so that the text is long enough to be kept ......"; done
} >long.sql
run fz schema diff long.sql revisions --scratch-url sqlite://
expect_exit 3
expect_stdout '- table t'
[ -n "$(ls "$HOME/.cache/fz/schemas")" ] || fail 'a kept schema' 'nothing'
before=$(ls "$HOME/.cache/fz/schemas")
run fz schema diff long.sql revisions --scratch-url sqlite://
expect_exit 3
[ "$(ls "$HOME/.cache/fz/schemas")" = "$before" ] || fail 'the same files' "$(ls "$HOME/.cache/fz/schemas")"
echo 'CREATE TABLE more (id INTEGER);' >>long.sql
run fz schema diff long.sql revisions --scratch-url sqlite://
expect_stdout '- table more
- table t'
for file in "$HOME"/.cache/fz/schemas/*; do echo broken >"$file"; done
run fz schema diff long.sql revisions --scratch-url sqlite://
expect_stdout '- table more
- table t'
