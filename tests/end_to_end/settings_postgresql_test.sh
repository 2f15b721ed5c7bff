#!/usr/bin/env bash
# [database] of alembic.toml and the limits of a run, on PostgreSQL.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

# configured_project TOML: a new project on a new database, with this under [database].
configured_project() {
  new_database
  rm -rf alembic.toml migrations
  new_project
  sed -i '/^\[database\]/,$d' alembic.toml
  printf '[database]\nurl = "%s"\n%s\n' "$postgres_url" "$1" >>alembic.toml
}

# What a revision sees is what the command line and alembic.toml say.
sees() {
  revision aaaaaaaaaaaa '' 'look' "CREATE TABLE seen AS SELECT $1 AS it;" 'DROP TABLE seen;'
}

scenario 'search_path: names without a schema are made and found there'
configured_project 'search_path = "app, public"'
psql -X -q -c 'CREATE SCHEMA app'
three_revisions
run fz migrate upgrade head
expect_exit 0
expect_row "SELECT DISTINCT table_schema FROM information_schema.tables
  WHERE table_name IN ('t', 'u', 'alembic_version', 'fz_audit')" app
run fz migrate current
expect_stdout_has cccccccccccc

scenario 'role: what is made belongs to it, and the trail says who logged in'
configured_project 'role = "migrator of fz"'
psql -X -q -c 'CREATE ROLE "migrator of fz"; GRANT ALL ON SCHEMA public TO "migrator of fz"'
three_revisions
run fz migrate upgrade head
expect_exit 0
expect_row "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'" 'migrator of fz'
expect_row 'SELECT DISTINCT database_user FROM fz_audit' fz

scenario 'any setting of the server, of the kinds that TOML has'
configured_project '[database.settings]
work_mem = "77MB"
max_parallel_workers_per_gather = 3
random_page_cost = 1.5
jit = false
app.tenant = "o'"'"'neill"'
sees "current_setting('work_mem') || ' ' || current_setting('max_parallel_workers_per_gather')
  || ' ' || current_setting('random_page_cost') || ' ' || current_setting('jit')
  || ' ' || current_setting('app.tenant')"
run fz migrate upgrade head
expect_exit 0
expect_row 'SELECT it FROM seen' "77MB 3 1.5 off o'neill"

scenario 'a setting that the server refuses is named'
configured_project '[database.settings]
work_mem = "much"'
three_revisions
run fz migrate upgrade head
expect_exit 2
expect_plain_error
expect_stderr_has "'work_mem'"
configured_project 'role = "nobody here"'
three_revisions
run fz migrate upgrade head
expect_exit 2
expect_plain_error
expect_stderr_has "'role'"

scenario 'limits: from alembic.toml, and for one run from the command line'
configured_project ''
sed -i 's/^\[alembic\]/&\nstatement_lock_timeout = "7s"\nstatement_timeout = "20s"/' alembic.toml
sees "current_setting('lock_timeout') || ' ' || current_setting('statement_timeout')"
run fz migrate upgrade head
expect_exit 0
expect_row 'SELECT it FROM seen' '7s 20s'
run fz migrate downgrade base
run fz migrate upgrade head --statement-lock-timeout 1500ms --statement-timeout 0
expect_exit 0
expect_row 'SELECT it FROM seen' '1500ms 0'

scenario 'a statement that takes longer than it may is stopped'
configured_project ''
revision aaaaaaaaaaaa '' 'slow' 'SELECT pg_sleep(60);'
run fz migrate upgrade head --statement-timeout 50ms
expect_exit 1
expect_stderr_has 'statement timeout'
expect_row "SELECT count(*) FROM pg_class WHERE relname = 'alembic_version'" 0

scenario 'on SQLite they have no effect, and -v says so'
configured_project 'search_path = "app"
role = "migrator"
[database.settings]
jit = false'
three_revisions
run fz --url sqlite:///database.db -v migrate upgrade head
expect_exit 0
expect_stderr_has 'Without effect on SQLite: search_path, role and jit'
run fz --url sqlite:///database.db migrate downgrade base
expect_stderr_lacks 'Without effect'
