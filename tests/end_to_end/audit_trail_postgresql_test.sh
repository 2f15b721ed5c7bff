#!/usr/bin/env bash
# The audit trail, check and status on PostgreSQL.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

# postgres_project: a new project on a new database.
postgres_project() {
  new_project
  new_database
  export DATABASE_URL=$postgres_url
}

digest_of() { sha256sum migrations/versions/"$1"* | cut -d' ' -f1; }

# expect_trail LINE…: revision and direction of each row, oldest first.
expect_trail() {
  expect_row "SELECT direction, revision FROM ${2:-}fz_audit ORDER BY id" "$1"
}

scenario 'every step leaves a row, with the times of the server'
postgres_project
three_revisions
revision dddddddddddd cccccccccccc 'slow' 'SELECT pg_sleep(0.3);' ''
run fz migrate upgrade head
expect_exit 0
run fz migrate downgrade -1
expect_exit 0
expect_trail $'upgrade|aaaaaaaaaaaa\nupgrade|bbbbbbbbbbbb\nupgrade|cccccccccccc\nupgrade|dddddddddddd\ndowngrade|dddddddddddd'
expect_row "SELECT who, database_user, host, fz_version, sha256, duration BETWEEN 0 AND 60000,
    started BETWEEN now() - interval '1 hour' AND now()
  FROM fz_audit WHERE id = 1" \
  "$(id -un)|fz|$(hostname)|$(fz --version | cut -d' ' -f2)|$(digest_of aaaa)|t|t"
expect_row "SELECT revision, direction FROM fz_audit WHERE duration >= 300" 'dddddddddddd|upgrade'
expect_row "SELECT count(*) FROM fz_audit AS a JOIN fz_audit AS b ON b.id = a.id + 1
  WHERE b.started < a.started + (a.duration - 1) * interval '1 millisecond'" 0
run fz migrate log -n 2
expect_exit 0
expect_stdout_has "downgrade  dddddddddddd"
expect_stdout_has "$(id -un) as fz on $(hostname)"
run fz --format json migrate log --revision aaaa
[ "$(jq -r '.entries[0].started' <<<"$stdout")" = "$(psql -XAtc "SELECT to_char(started AT TIME ZONE 'UTC',
  'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') FROM fz_audit WHERE id = 1")" ] || fail 'the time in UTC' "$stdout"

scenario 'in one transaction each step has its own time, whatever the step does to the session'
postgres_project
revision aaaaaaaaaaaa '' 'slow' "CREATE TABLE t (x int); SET LOCAL DateStyle = 'German';
  SET LOCAL TimeZone = 'Asia/Kolkata'; SELECT pg_sleep(0.3);" ''
revision bbbbbbbbbbbb aaaaaaaaaaaa 'quick' 'CREATE TABLE u (x int);' ''
run fz migrate upgrade head --single-transaction
expect_exit 0
expect_row "SELECT revision, duration >= 300, duration < 60000 FROM fz_audit ORDER BY id" \
  $'aaaaaaaaaaaa|t|t\nbbbbbbbbbbbb|f|t'
expect_row "SELECT count(*) FROM fz_audit AS a, fz_audit AS b WHERE a.revision < b.revision
  AND b.started >= a.started + (a.duration - 1) * interval '1 millisecond'" 1

scenario 'outside of a transaction; and no row for a step that fails'
postgres_project
three_revisions
sed -i 's/-- fz:upgrade/& transaction=off/' migrations/versions/bbbb*
sed -i 's/^INSERT.*/INSERT INTO gone VALUES (1);/' migrations/versions/cccc*
run fz migrate upgrade head
expect_exit 1
expect_trail $'upgrade|aaaaaaaaaaaa\nupgrade|bbbbbbbbbbbb'

scenario 'the table stands in the schema of the version table'
postgres_project
three_revisions
sed -i 's/^version_table = .*/&\nversion_table_schema = "of fz"/' alembic.toml
psql -X -q -c 'CREATE SCHEMA "of fz"'
run fz migrate upgrade bbbb
expect_exit 0
run fz migrate stamp cccc
expect_exit 0
expect_trail $'upgrade|aaaaaaaaaaaa\nupgrade|bbbbbbbbbbbb\nstamp|cccccccccccc' '"of fz".'
expect_row "SELECT table_schema, table_name FROM information_schema.tables
  WHERE table_name IN ('fz_audit', 'alembic_version', 't') ORDER BY 2" \
  $'of fz|alembic_version\nof fz|fz_audit\npublic|t'
run fz migrate check
expect_exit 0

scenario 'check and status look and write nothing'
postgres_project
three_revisions
run fz migrate check
expect_exit 3
expect_stderr_has '3 revisions are pending'
run fz migrate log
expect_exit 0
expect_stderr_has 'No history is kept yet'
expect_row 'SELECT count(*) FROM pg_class WHERE relnamespace = '"'public'::regnamespace" 0
run fz migrate upgrade head
echo '-- more' >>migrations/versions/aaaaaaaaaaaa_make_t.sql
run fz migrate check
expect_exit 3
expect_stderr_has 'aaaaaaaaaaaa_make_t.sql has changed since revision aaaaaaaaaaaa was applied.'
run fz migrate status
expect_exit 3
expect_stdout_has 'Changed since it was applied: '

scenario 'a role that may only add rows is enough'
postgres_project
three_revisions
run fz migrate upgrade aaaa
psql -X -q -v ON_ERROR_STOP=1 >/dev/null <<'SQL' || fail 'a role' 'an error'
  CREATE ROLE adder LOGIN;
  GRANT ALL ON SCHEMA public TO adder;
  ALTER TABLE t OWNER TO adder;
  GRANT SELECT, UPDATE ON alembic_version TO adder;
  GRANT SELECT, INSERT ON fz_audit TO adder;
SQL
run fz --url "${postgres_url/fz@/adder@}" migrate upgrade head
expect_exit 0
expect_row 'SELECT database_user, count(*) FROM fz_audit GROUP BY 1 ORDER BY 1' $'adder|2\nfz|1'
run fz --url "${postgres_url/fz@/adder@}" migrate log
expect_stdout_has ' as adder on '

scenario 'a script writes the rows that it knows'
postgres_project
three_revisions
fz migrate upgrade bbbb --sql >script.sql
run psql -X -q -f script.sql
expect_exit 0
fz migrate upgrade bbbb:head --sql --single-transaction >script.sql
run psql -X -q -f script.sql
expect_exit 0
fz migrate stamp head:aaaa --sql >script.sql
run psql -X -q -f script.sql
expect_exit 0
expect_trail $'upgrade|aaaaaaaaaaaa\nupgrade|bbbbbbbbbbbb\nupgrade|cccccccccccc\nstamp|aaaaaaaaaaaa'
expect_row "SELECT who, database_user, sha256 FROM fz_audit WHERE id = 4" "|fz|$(digest_of aaaa)"
