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

scenario 'ids and count'
three_users
run fz list-users --format ids
expect_exit 0
expect_stdout '1
2
3'
run fz list-users --format count
expect_exit 0
expect_stdout 3

scenario 'a page: limit, offset, after'
three_users
run fz list-users --format ids --limit 1
expect_stdout 1
run fz list-users --format ids --limit 1 --offset 1
expect_stdout 2
run fz list-users --format ids --after 1
expect_stdout '2
3'
run fz list-users --format ids --offset 9
expect_exit 0
expect_stdout ''
run fz list-users --limit -1
expect_exit 2
run fz list-users --limit ten
expect_exit 2

scenario 'no users at all'
own_project
run fz migrate upgrade head
run fz list-users --format count
expect_exit 0
expect_stdout 0
run fz --format json list-users
expect_exit 0
jq -e . <<<"$stdout" >/dev/null || fail 'JSON' "$stdout"

scenario 'no users table'
new_project
run fz list-users
expect_exit 1
expect_plain_error
expect_stderr_has 'users'

scenario 'listing writes nothing'
three_users
before=$(sha256sum database.db)
run fz list-users
expect_exit 0
[ "$(sha256sum database.db)" = "$before" ] || fail 'the file as it was' 'changed bytes'
