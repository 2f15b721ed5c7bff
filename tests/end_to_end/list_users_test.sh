#!/usr/bin/env bash
. "${0%/*}/lib.sh"

# Three accounts, written past fz: reading must cope with whatever the application stored.
three_users() {
  own_project
  run fz migrate upgrade head
  expect_exit 0
  # shellcheck disable=SC2016
  sqlite3 database.db "INSERT INTO users (username, password, email) VALUES
    ('ada', '\$argon2id\$v=19\$m=65536,t=3,p=4\$c29tZXNhbHQ\$Hnm7', 'ada@example.org'),
    ('bob, \"the builder\"', 'x', 'bob@example.org'),
    ('eve' || char(27) || '[31m' || char(10) || 'x', 'x', 'eve@example.org');"
}

scenario 'a table in the order of the ids, without hashes and without control characters'
three_users
run fz list-users
expect_exit 0
expect_stdout_has 'ada@example.org'
expect_stdout_lacks 'argon2'
expect_stdout_lacks $'\e'
[[ $stdout == *ada@*bob@*eve@* ]] || fail 'ada, bob, eve' "$stdout"

scenario 'json'
three_users
run fz --format json list-users
expect_exit 0
expect_stdout_lacks 'argon2'
[ "$(jq -r '[.. | .email? | strings] | join(" ")' <<<"$stdout")" = 'ada@example.org bob@example.org eve@example.org' ] ||
  fail 'three emails' "$stdout"
[ "$(jq -c '[.. | .username? | strings]' <<<"$stdout")" = '["ada","bob, \"the builder\"","eve\u001b[31m\nx"]' ] ||
  fail 'names, unchanged' "$stdout"
expect_stdout_lacks $'\e'

scenario 'csv, quoted as RFC 4180 asks'
three_users
run fz list-users --format csv
expect_exit 0
expect_stdout_has 'username,'
expect_stdout_has '"bob, ""the builder""",'
expect_stdout_lacks 'argon2'
expect_stdout_has $'"eve\e[31m\nx",'

scenario 'csv on a terminal has nothing that the terminal would obey'
three_users
command_line='fz list-users --format csv on a terminal'
stdout=$(script -qefc 'fz list-users --format csv' /dev/null)
expect_stdout_has 'eve\x1b[31m\x0ax,'
expect_stdout_lacks $'\e'

scenario 'columns stay in line, whatever the language'
own_project
run fz migrate upgrade 74f39286e2f6
sqlite3 database.db "INSERT INTO users VALUES (1, 'ada', '', 'ada@example.org', '2024-06-01 16:03:13'),
  (20, '東京', '', 'tokyo@example.org', '2024-06-02 16:03:13')"
run fz list-users
expect_exit 0
expect_stdout 'id  username  email              created_at
1   ada       ada@example.org    2024-06-01 16:03:13
20  東京      tokyo@example.org  2024-06-02 16:03:13'

# The ids of the accounts listed, on one line.
ids() { jq -c '[.[].id]' <<<"$stdout"; }

scenario 'a page: limit and offset'
three_users
run fz list-users --format json --limit 1
[ "$(ids)" = '[1]' ] || fail 'the first' "$stdout"
run fz list-users --format json --limit 1 --offset 1
[ "$(ids)" = '[2]' ] || fail 'the second' "$stdout"
run fz list-users --format json --offset 9
expect_exit 0
expect_stdout '[]'
for limit in -1 ten ''; do
  run fz list-users --limit "$limit"
  expect_exit 2
  expect_plain_error
done

scenario 'no users at all'
own_project
run fz migrate upgrade head
run fz list-users
expect_exit 0
expect_stdout 'id  username  email  created_at'
run fz list-users --format csv
expect_stdout 'id,username,email,created_at,updated_at'
run fz --format json list-users
expect_exit 0
expect_stdout '[]'

scenario 'no database and no users table'
own_project
run fz list-users
expect_exit 1
expect_plain_error
expect_stderr_has "'users'"
expect_stderr_has 'fz migrate upgrade head'
expect_no_file database.db
sqlite3 database.db 'CREATE TABLE t (a)'
run fz list-users
expect_exit 1
expect_plain_error
expect_stderr_has "'users'"

scenario 'listing writes nothing'
three_users
before=$(sha256sum database.db)
run fz list-users
expect_exit 0
[ "$(sha256sum database.db)" = "$before" ] || fail 'the file as it was' 'changed bytes'
