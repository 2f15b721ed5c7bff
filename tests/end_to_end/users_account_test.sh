#!/usr/bin/env bash
# The commands for one account: what they do, print and end with, on SQLite and PostgreSQL.
. "${0%/*}/lib.sh"
if [ -x /usr/lib/postgresql/15/bin/initdb ]; then
  . "${0%/*}/postgres.sh"
  databases='sqlite postgresql'
else
  skip 'there is no PostgreSQL'
  databases=sqlite
fi

# shellcheck disable=SC2016
known='$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$Hnm7B2p4pnTo3mQ5qFmnHjR1OZBtVXd1B33joTc/XXg'

# users_project: with ada and bob; both have the password of the known hash.
users_project() {
  unset DATABASE_URL
  own_project
  if [ "$database" = postgresql ]; then
    new_database
    export DATABASE_URL=$postgres_url
  fi
  run fz migrate upgrade head
  expect_exit 0
  run fz create-user --username ada --email ada@example.org --hash "$known"
  expect_exit 0
  run fz create-user --username bob --email bob@example.org --hash "$known"
  expect_exit 0
}

sql() {
  if [ "$database" = postgresql ]; then psql -X -At -q -c "$1"; else sqlite3 database.db "$1"; fi
}

expect_sql() {
  local got
  got=$(sql "$1")
  [ "$got" = "$2" ] || fail "$1: $2" "$got"
}

check() { run fz check-password "$1" --password-stdin "${@:3}" <<<"$2"; }

for database in $databases; do
  scenario "$database: an account is shown by id, name or address"
  users_project
  for name in 1 ada ada@example.org 'Ada <ada@EXAMPLE.org>'; do
    run fz show-user "$name"
    expect_exit 0
    expect_stdout_has 'username:    ada'
  done
  run fz show-user bob --format json
  [ "$(jq -c '[.id, .username, .email, length]' <<<"$stdout")" = '[2,"bob","bob@example.org",5]' ] ||
    fail 'the account' "$stdout"
  run fz show-user nobody
  expect_exit 1
  expect_stderr "error: Account 'nobody' does not exist."
  run fz show-user "' OR 1=1 --"
  expect_exit 1

  scenario "$database: a name that is another's id is not guessed"
  users_project
  sql "UPDATE users SET username = '1' WHERE id = 2"
  run fz show-user 1
  expect_exit 1
  expect_stderr "error: '1' names 2 accounts: id 1 ('ada', ada@example.org) and id 2 ('1', bob@example.org). Say which with --by id, --by username or --by email."
  run fz show-user 1 --by id
  expect_stdout_has ada
  run fz show-user 1 --by username
  expect_stdout_has bob@example.org

  scenario "$database: name and address change, and updated_at with them"
  users_project
  sql "UPDATE users SET updated_at = '2020-01-01 00:00:00'"
  run fz update-user ada --username countess --email 'Ada@Example.ORG'
  expect_exit 0
  expect_stdout "Updated user 'countess' (id 1)."
  expect_sql "SELECT username, email FROM users WHERE id = 1 AND updated_at > '2021-01-01'" \
    'countess|Ada@example.org'
  run fz update-user countess --username bob
  expect_exit 1
  expect_stderr 'error: Username already exists'
  run fz update-user countess --email bob@example.org
  expect_stderr 'error: Email already exists'
  run fz update-user countess --username bob --email bob@example.org
  expect_stderr 'error: Username already exists'
  run fz update-user countess --username countess --email Ada@example.org
  expect_exit 0
  run fz update-user countess --email ada@host.local
  expect_exit 2
  run fz update-user countess
  expect_exit 2
  run fz update-user nobody --username x
  expect_exit 1

  scenario "$database: a password is set and checked"
  users_project
  check ada herminetincture
  expect_exit 0
  expect_stdout 'The password is right.'
  check ada@example.org wrong
  expect_exit 1
  expect_stdout 'Wrong password, or the account does not exist.'
  expect_stderr ''
  check nobody herminetincture
  expect_exit 1
  expect_stdout 'Wrong password, or the account does not exist.'
  run fz set-password ada --password-stdin <<<'new password'
  expect_exit 0
  expect_stdout "Set the password of user 'ada' (id 1)."
  check ada 'new password' --format json
  [ "$(jq -c .matches <<<"$stdout")" = true ] || fail 'true' "$stdout"
  check ada herminetincture
  expect_exit 1
  check bob herminetincture
  expect_exit 0
  run fz set-password ada --generate
  expect_exit 0
  check ada "$(sed -n 's/^Password: //p' <<<"$stdout")"
  expect_exit 0
  run fz set-password nobody --generate
  expect_exit 1
  expect_stdout ''

  scenario "$database: an account is deleted only when that is meant"
  users_project
  run fz delete-user ada
  expect_exit 2
  expect_stderr_has '--yes'
  run fz delete-user ada --yes
  expect_exit 0
  expect_stdout "Deleted user 'ada' (id 1)."
  run fz delete-user ada --yes
  expect_exit 1
  expect_stderr "error: Account 'ada' does not exist."
  run fz delete-user ada --yes --if-exists
  expect_exit 0
  command_line='fz delete-user bob on a terminal'
  exit_code=0
  stdout=$(script -qefc 'fz delete-user bob' /dev/null <<<n) || exit_code=$?
  expect_exit 1
  expect_sql 'SELECT count(*) FROM users' 1
  exit_code=0
  stdout=$(script -qefc 'fz delete-user bob' /dev/null <<<y) || exit_code=$?
  expect_exit 0
  expect_sql 'SELECT count(*) FROM users' 0

  scenario "$database: create-user may be run again"
  users_project
  run fz create-user --username ada --email new@example.org --generate --if-not-exists
  expect_exit 0
  expect_stdout "User 'ada' (id 1) exists already; nothing was changed."
  check ada herminetincture
  expect_exit 0
  run fz create-user --username ada --email new@example.org --generate --upsert --format json
  expect_exit 0
  [ "$(jq -c '[.id, .email, .result]' <<<"$stdout")" = '[1,"new@example.org","updated"]' ] ||
    fail 'the account' "$stdout"
  check new@example.org "$(jq -r .password <<<"$stdout")"
  expect_exit 0
  run fz create-user --username new --email bob@example.org --generate --upsert
  expect_exit 1
  expect_stderr 'error: Email already exists'
  run fz create-user --username new --email bob@example.org --generate --if-not-exists
  expect_exit 1
  expect_stderr 'error: Email already exists'
  run fz create-user --username new --email new2@example.org --generate --upsert
  expect_exit 0
  expect_stdout_has "Created user 'new' (id"
  run fz create-user --username x --email x@example.org --upsert --if-not-exists --generate
  expect_exit 2
  run fz create-user --username x --email x@example.org --generate --hash "$known"
  expect_exit 2
  run fz create-user --username x --email x@example.org --hash secret
  expect_exit 2
  expect_stderr_lacks secret

  scenario "$database: two at once make one account"
  users_project
  for i in 1 2 3 4; do
    fz create-user --username zoe --email zoe@example.org --generate >"out$i" 2>&1 &
  done
  wait
  expect_sql "SELECT count(*) FROM users WHERE username = 'zoe'" 1
  [ "$(cat out? | grep -c '^Created')" = 1 ] || fail 'one of them made it' "$(cat out?)"
  [ "$(cat out? | grep -c 'error: Username already exists')" = 3 ] || fail 'three were told' "$(cat out?)"

  scenario "$database: the list is searched, cut and counted"
  users_project
  run fz create-user --username 'c_%' --email c@example.net --hash "$known"
  run fz list-users --search example.org --format ids
  expect_stdout $'1\n2'
  run fz list-users --search '_%' --format ids
  expect_stdout 3
  run fz list-users --search EXAMPLE --format count
  expect_stdout 3
  run fz list-users --after 1 --limit 1 --format csv --fields username,id
  expect_stdout $'username,id\nbob,2'
  run fz list-users --format jsonl --fields id,email
  expect_stdout $'{"id":1,"email":"ada@example.org"}\n{"id":2,"email":"bob@example.org"}\n{"id":3,"email":"c@example.net"}'
  run fz list-users --fields password
  expect_exit 2
  run fz list-users --after x
  expect_exit 2
  run fz list-users --format count --limit 1
  expect_exit 2

  scenario "$database: rules and names of the project"
  users_project
  sed -i '/^\[users\]/,$d' alembic.toml
  cat >>alembic.toml <<'END'
[users]
username_pattern = "[a-z]+"
password_min_length = 8
[users.columns]
email = "username"
username = "email"
END
  run fz create-user --username Ada --email a@example.org --generate
  expect_exit 2
  expect_stderr "error: The username 'Ada' does not match the pattern '[a-z]+'."
  run fz create-user --username zoe --email zoe@example.org --password-stdin <<<short
  expect_exit 2
  run fz create-user --username zoe --email zoe@example.org --generate
  expect_exit 0
  expect_sql "SELECT username, email FROM users WHERE id = 3" 'zoe@example.org|zoe'
done
unset DATABASE_URL
database=sqlite

scenario 'the password may come with a byte order mark and a line end, but not with NUL'
users_project
printf '\xef\xbb\xbfnew secret\r\n' >secret
run fz set-password ada --password-file secret
expect_exit 0
check ada 'new secret'
expect_exit 0
run env FZ_PASSWORD=$'\xef\xbb\xbfother secret\n' fz set-password ada --no-input
expect_exit 0
check ada 'other secret'
expect_exit 0
printf 's\0e\0c\0r\0' >secret
run fz set-password ada --password-file secret
expect_exit 2
expect_stderr 'error: The password has a NUL character in it.'
check ada 'other secret'
expect_exit 0

scenario "hashes verify with Python's argon2, and those of Python here"
# Debian's interpreter has the module.
python=/usr/bin/python3
if "$python" -c 'import argon2' 2>/dev/null; then
  users_project
  cat >hasher.py <<'END'
import argon2, sqlite3, sys

# What pwdlib's recommended() makes of it.
hasher = argon2.PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4, hash_len=32, salt_len=16)
if sys.argv[1] == "hash":
    print(hasher.hash(sys.argv[2]))
else:
    row = sqlite3.connect("database.db").execute("SELECT password FROM users WHERE username = ?", sys.argv[2:3])
    encoded = row.fetchone()[0]
    hasher.verify(encoded, sys.argv[3])
    print("needs rehash" if hasher.check_needs_rehash(encoded) else "as it should be")
END
  for password in pässword ' ' "$(printf 'long %.0s' {1..200})"; do
    printf '%s\n' "$password" >password
    run fz set-password ada --password-file password
    expect_exit 0
    run "$python" hasher.py verify ada "$password"
    expect_stdout 'as it should be'
    run fz set-password ada --hash "$("$python" hasher.py hash "$password")"
    expect_exit 0
    run fz check-password ada --password-file password
    expect_exit 0
    run fz check-password ada --password-stdin <<<"${password}x"
    expect_exit 1
  done
else
  skip "Python's argon2 is not installed"
fi

scenario 'a column that nothing fills in is named before anything is written'
users_project
sqlite3 database.db 'DROP TABLE users; CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT, email TEXT,
  password TEXT, tenant TEXT NOT NULL)'
run fz create-user --username ada --email ada@example.org --generate
expect_exit 1
expect_stdout ''
expect_stderr_has "a column 'tenant' (text) that must not be NULL and has no default"
sqlite3 database.db 'ALTER TABLE users DROP COLUMN tenant; ALTER TABLE users RENAME COLUMN email TO mail'
run fz list-users
expect_exit 1
expect_stderr_has "The table 'users' has no column 'email'."

scenario 'a project begins with its users table'
run fz init --users
expect_exit 0
run fz list-users
expect_exit 1
expect_stderr_has 'fz migrate upgrade head'
run fz migrate upgrade head
expect_exit 0
run fz create-user --username ada --email ada@example.org --generate
expect_exit 0
expect_query database.db 'SELECT username FROM users' ada
sqlite3 database.db 'ALTER TABLE users RENAME TO people'
run fz list-users
expect_exit 1
expect_stderr_has 'is applied: the table was dropped or renamed since'

if [ "$databases" != sqlite ]; then
  scenario 'and so it does on PostgreSQL'
  run fz init --users
  new_database
  export DATABASE_URL=$postgres_url
  run fz migrate upgrade head
  expect_exit 0
  run fz create-user --username ada --email ada@example.org --generate
  expect_exit 0
  expect_row 'SELECT id, username FROM users' '1|ada'
  run fz migrate downgrade base --yes
  expect_exit 0
  unset DATABASE_URL
fi

scenario 'no upgrade is advised that would not make the table'
run fz init
run fz migrate upgrade head
run fz list-users
expect_exit 1
expect_stderr_has 'No revision of this project makes'
expect_stderr_lacks 'upgrade head'
