#!/bin/bash
# What is not SQL is named before anything runs, in the same words by every command.
. "${0%/*}/lib.sh"

# told FILE:LINE:COLUMN SENTENCE: by run, --dry-run, --sql and check; nothing is applied.
told() {
  local place="migrations/versions/$1" sentence=$2
  for command in 'upgrade' 'upgrade --dry-run' 'upgrade --sql' 'check'; do
    # shellcheck disable=SC2086
    run fz migrate $command
    case $command in check) expect_exit 3 ;; *) expect_exit 1 ;; esac
    expect_plain_error
    expect_stderr_has "$place: $sentence"
  done
  [ ! -e database.db ] || expect_query database.db "SELECT count(*) FROM sqlite_master WHERE name = 'early'" 0
}

# in_second_revision SQL
in_second_revision() {
  new_project
  revision aaaaaaaaaaaa '' early 'CREATE TABLE early (id INTEGER);' 'DROP TABLE early;'
  revision bbbbbbbbbbbb aaaaaaaaaaaa late "$1" 'SELECT 1;'
}

scenario 'commands of psql and sqlite3'
while read -r command; do
  in_second_revision "$command"
  case $command in .*) shell=sqlite3 ;; *) shell=psql ;; esac
  told bbbbbbbbbbbb_late.sql:9:1 "${command%% *} is a $shell command, not SQL."
  rm -r alembic.toml migrations
done <<'COMMANDS'
\set v 1
\i other.sql
\copy t FROM 'x.csv'
\echo it's done
\connect other
.read other.sql
.mode csv
.import 'it''s.csv' t
COMMANDS

scenario 'markers of other tools'
while read -r marker; do
  in_second_revision "$marker"
  told bbbbbbbbbbbb_late.sql:9:1 "'$marker' is a marker of "
  rm -r alembic.toml migrations
done <<'MARKERS'
-- +goose Up
-- +goose Down
-- +goose StatementBegin
-- +goose NO TRANSACTION
-- +migrate Up
-- +migrate Down
-- migrate:up
-- migrate:down
-- migrate:up transaction:false
-- no-transaction
-- Down Migration
---- create above / drop below ----
--//@UNDO
MARKERS

scenario 'characters that do not belong there'
in_second_revision $'SELECT 1;\n\ufeffSELECT 2;'
told bbbbbbbbbbbb_late.sql:10:1 'There is a byte order mark (U+FEFF) here'
rm -r alembic.toml migrations
in_second_revision 'SELECT 1;'
printf 'SELECT \0;\n' >>migrations/versions/bbbbbbbbbbbb_late.sql
told bbbbbbbbbbbb_late.sql:13:8 'There is a NUL character here'

scenario 'all mistakes of all files at once'
new_project
revision aaaaaaaaaaaa '' first $'\\set v 1\nSELECT 1;\n-- migrate:down\n.read x\nBEGIN;' 'SELECT 1;'
revision bbbbbbbbbbbb aaaaaaaaaaaa second 'COMMIT;' $'VACUUM;\n\\q'
run fz upgrade
expect_exit 1
for place in aaaaaaaaaaaa_first.sql:9:1 aaaaaaaaaaaa_first.sql:11:1 aaaaaaaaaaaa_first.sql:12:1 \
  aaaaaaaaaaaa_first.sql:13:1 bbbbbbbbbbbb_second.sql:9:1; do
  expect_stderr_has "$place: "
done
run fz migrate check
expect_exit 3
for place in aaaaaaaaaaaa_first.sql:9:1 bbbbbbbbbbbb_second.sql:9:1 bbbbbbbbbbbb_second.sql:12:1 \
  bbbbbbbbbbbb_second.sql:13:1; do
  expect_stderr_has "$place: "
done
run fz --format json migrate check
expect_exit 3
expect_stdout_has broken_file

scenario 'what undoes an applied revision is checked, too'
new_project
revision aaaaaaaaaaaa '' first 'SELECT 1;' 'SELECT 1;'
run fz upgrade
expect_exit 0
run fz migrate check
expect_exit 0
sed -i 's/-- fz:downgrade/&\n\\q/' migrations/versions/aaaaaaaaaaaa_first.sql
run fz migrate check
expect_exit 3
expect_stderr_has 'aaaaaaaaaaaa_first.sql:12:1: \q is a psql command'

scenario 'a folder with revisions in it is read by nobody, and said'
new_project
mkdir migrations/versions/2026
revision aaaaaaaaaaaa '' first 'SELECT 1;'
mv migrations/versions/aaaaaaaaaaaa_first.sql migrations/versions/2026/
for command in 'upgrade' 'status' 'check' 'history' 'heads'; do
  run fz migrate "$command"
  expect_stderr_has migrations/versions/2026
done

scenario 'an unknown row of the version table: no advice that cannot work'
new_project
three_revisions
run fz upgrade aaaa
sqlite3 database.db "UPDATE alembic_version SET version_num = 'ffffffffffff'"
run fz migrate check
expect_exit 3
expect_stderr_has "identified by 'ffffffffffff'"
expect_stderr_lacks 'migrate upgrade'
