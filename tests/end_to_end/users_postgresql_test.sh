#!/usr/bin/env bash
# This project's own revisions and the account commands on PostgreSQL.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

postgres_project() {
  own_project
  new_database
  export DATABASE_URL=$postgres_url
}

create() { run fz create-user --username "$1" --email "$2" --password-stdin "${@:3}" <<<'correct horse'; }

scenario 'the users table comes, grows and goes'
postgres_project
run fz migrate upgrade 74f39286e2f6
expect_exit 0
psql -X -q -c "INSERT INTO users (username, password, email, created_at)
  VALUES ('ada', 'h', 'ada@example.org', '2020-01-01')"
run fz migrate upgrade head
expect_exit 0
expect_row 'SELECT id, username, created_at, updated_at IS NOT NULL FROM users' \
  '1|ada|2020-01-01 00:00:00|t'
run fz migrate downgrade base
expect_exit 0
expect_row "SELECT count(*) FROM pg_class WHERE relname = 'users'" 0

scenario 'an account is added and listed'
postgres_project
run fz migrate upgrade head
create ada ada@example.org
expect_exit 0
expect_stdout "Created user 'ada' (id 1)."
create 'Zoë "東京"' zoe@example.org --format json
expect_exit 0
[ "$(jq -c '[.id, .username, .email, (.created_at | test("^20..-..-.. ..:..:..")), length]' <<<"$stdout")" = \
  '[2,"Zoë \"東京\"","zoe@example.org",true,5]' ] || fail 'the account' "$stdout"
expect_row "SELECT count(*), count(DISTINCT password) FROM users
  WHERE password LIKE '\$argon2id\$v=19\$m=65536,t=3,p=4\$%'" '2|2'
run fz list-users
expect_exit 0
expect_stdout_has 'ada@example.org'
expect_stdout_lacks argon2
run fz list-users --format json --limit 1 --offset 1
[ "$(jq -r '.[].username' <<<"$stdout")" = 'Zoë "東京"' ] || fail 'the second account' "$stdout"

scenario 'a name or an email that is taken'
postgres_project
run fz migrate upgrade head
create ada ada@example.org
create ada other@example.org
expect_exit 1
expect_stderr 'error: Username already exists'
create bob ada@example.org
expect_exit 1
expect_stderr 'error: Email already exists'
expect_row 'SELECT count(*) FROM users' 1
create "o'); DROP TABLE users; --" injected@example.org
expect_exit 0
expect_row 'SELECT count(*) FROM users' 2

scenario 'without the table, and without the database'
postgres_project
create ada ada@example.org
expect_exit 1
expect_plain_error
expect_stderr_has "no table 'users'"
run fz list-users
expect_exit 1
expect_stderr_has "no table 'users'"
run fz --url "postgresql://fz@/nowhere?host=$PGHOST" list-users
expect_exit 1
expect_plain_error
expect_stderr_has nowhere

scenario 'a table in another schema, before updated_at'
postgres_project
psql -X -q -c 'CREATE SCHEMA app'
sed -i 's/^table = .*/table = "app.users"/; s/^\[database\]/&\nsearch_path = "app"/' alembic.toml
run fz migrate upgrade 74f39286e2f6
create ada ada@example.org
expect_exit 0
expect_row 'SELECT username FROM app.users' ada
run fz list-users
expect_exit 0
expect_stdout_has ada
