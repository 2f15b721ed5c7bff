#!/usr/bin/env bash
# A first revision that pg_dump has written. Its search_path is empty, for the session: that must not
# hide the version table from the end of the step, nor tables from the steps behind it.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

# dump_revision: the schema of the database there is, as revision a.
dump_revision() {
  {
    printf -- '-- +++\n-- revision = "aaaaaaaaaaaa"\n-- down_revision = ""\n-- +++\n-- fz:upgrade\n'
    # What a line of psql's own does is left out: psql alone knows it.
    pg_dump --schema-only --no-owner | grep -v '^\\'
  } >migrations/versions/aaaaaaaaaaaa_baseline.sql
}

baseline_project() {
  rm -rf alembic.toml migrations
  new_project
  new_database
  psql -X -q -c 'CREATE TABLE t (id int PRIMARY KEY); CREATE VIEW v AS SELECT id FROM t'
  dump_revision
  revision bbbbbbbbbbbb aaaaaaaaaaaa 'add a column' 'ALTER TABLE t ADD name text;' \
    'ALTER TABLE t DROP name;'
  new_database
}

expect_baseline() {
  expect_row 'SELECT version_num FROM public.alembic_version' bbbbbbbbbbbb
  expect_row "SELECT count(*) FROM information_schema.columns WHERE table_name = 't'" 2
  expect_row "SELECT count(*) FROM pg_views WHERE schemaname = 'public'" 1
}

for transactions in '' --single-transaction; do
  scenario "upgrade ${transactions:-step by step}: every step begins with the search_path of the session"
  baseline_project
  # shellcheck disable=SC2086 # no word or one
  run fz --url "$postgres_url" migrate upgrade head $transactions
  expect_exit 0
  expect_baseline
done

scenario 'the same as a script'
baseline_project
run fz --url "$postgres_url" migrate upgrade head --sql
expect_exit 0
printf '%s\n' "$stdout" >script.sql
run psql -X -q -f script.sql
expect_exit 0
expect_baseline

scenario 'the lines of a newer pg_dump that only psql reads are passed over'
baseline_project
printf '\\restrict abc\n' >>migrations/versions/aaaaaaaaaaaa_baseline.sql
run fz --url "$postgres_url" migrate upgrade head
expect_exit 0
expect_baseline

scenario 'another command of psql in the file is shown with its place, and nothing is run'
baseline_project
printf '\\echo abc\n' >>migrations/versions/aaaaaaaaaaaa_baseline.sql
line=$(grep -n '^.echo' migrations/versions/aaaaaaaaaaaa_baseline.sql | cut -d: -f1)
run fz --url "$postgres_url" migrate upgrade head
expect_exit 1
expect_stderr_has "aaaaaaaaaaaa_baseline.sql:$line:1: \\echo is a psql command, not SQL."
expect_row "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'" 0
