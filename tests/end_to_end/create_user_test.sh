#!/usr/bin/env bash
. "${0%/*}/lib.sh"

# A ready hash of "herminetincture": most scenarios need no hashing.
# shellcheck disable=SC2016
hash='$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$Hnm7B2p4pnTo3mQ5qFmnHjR1OZBtVXd1B33joTc/XXg'

# A project whose users table is there.
users_project() {
  own_project
  run fz migrate upgrade head
  expect_exit 0
}

user_count() { expect_query database.db 'SELECT count(*) FROM users' "$1"; }

expect_good_hash() {
  # shellcheck disable=SC2016
  expect_query database.db "SELECT length(password), password LIKE '\$argon2id\$v=19\$m=65536,t=3,p=4\$%' FROM users" '97|1'
}

refused() {
  [ "$exit_code" = 1 ] || [ "$exit_code" = 2 ] || fail 'exit code 1 or 2' "$exit_code"
  expect_plain_error
  user_count "$1"
}

scenario 'the password from stdin; it is hashed as the application hashes'
users_project
run fz create-user --username ada --email ada@example.org --password-stdin <<<'correct horse'
expect_exit 0
expect_query database.db 'SELECT id, username, email FROM users' '1|ada|ada@example.org'
expect_query database.db "SELECT created_at LIKE '20__-__-__ __:__:__', created_at = updated_at FROM users" '1|1'
expect_good_hash
expect_stdout_lacks 'correct horse'
expect_stdout_lacks 'argon2'
run fz check-password ada@example.org --password-stdin <<<'correct horse'
expect_exit 0
run fz check-password ada@example.org --password-stdin <<<'wrong horse'
[ "$exit_code" -ne 0 ] || fail 'a failure' 'exit code 0'

scenario 'the password from a file'
users_project
echo 'from a file' >secret
run fz create-user --username ada --email ada@example.org --password-file secret
expect_exit 0
expect_good_hash
run fz create-user --username bob --email bob@example.org --password-file nowhere
refused 1
expect_stderr_has nowhere

scenario 'the password from the environment'
users_project
run env FZ_PASSWORD='from the environment' fz create-user --username ada --email ada@example.org --no-input
expect_exit 0
expect_good_hash

scenario 'without a terminal and without a source for the password nobody is asked'
users_project
run fz create-user --username ada --email ada@example.org
refused 0
expect_stderr_has '--password-stdin'
run fz create-user --username ada --email ada@example.org --no-input
refused 0

scenario 'an empty password'
users_project
run fz create-user --username ada --email ada@example.org --password-stdin </dev/null
refused 0

# on_terminal FIRST SECOND: creates ada on a terminal of her own, types two passwords when asked.
on_terminal() {
  mkfifo keys
  : >screen
  command_line='fz create-user on a terminal'
  script -qefc 'fz create-user --username ada --email ada@example.org' /dev/null <keys >screen 2>&1 &
  pid=$!
  exec 7>keys
  local number=0 word
  for word in "$@"; do
    number=$((number + 1))
    wait_until "prompt $number" prompts_are "$number"
    printf '%s\r' "$word" >&7
  done
  exit_code=0
  wait "$pid" || exit_code=$?
  exec 7>&-
  stdout=$(cat screen)
  stderr=
}

prompts_are() { [ "$(grep -aoi 'password[^:]*: *' screen | wc -l)" -ge "$1" ]; }

scenario 'on a terminal the password is asked for twice and never shown'
users_project
on_terminal 'typed secret' 'typed secret'
expect_exit 0
expect_stdout_lacks 'typed secret'
user_count 1
expect_good_hash

scenario 'two passwords that differ make no user'
users_project
on_terminal 'typed secret' 'typed sekret'
[ "$exit_code" -ne 0 ] || fail 'a failure' 'exit code 0'
expect_stdout_lacks 'typed se'
user_count 0

scenario 'a name and an email can be taken once'
users_project
run fz create-user --username ada --email ada@example.org --hash "$hash"
expect_exit 0
run fz create-user --username ada --email other@example.org --hash "$hash"
expect_exit 1
expect_plain_error
expect_stderr_has 'Username already exists'
run fz create-user --username other --email ada@example.org --hash "$hash"
expect_exit 1
expect_plain_error
expect_stderr_has 'Email already exists'
user_count 1
run fz create-user --username ada --email ada@example.org --hash "$hash" --if-not-exists
expect_exit 0
user_count 1

scenario 'without a users table the message says what to do'
new_project
run fz create-user --username ada --email ada@example.org --hash "$hash"
expect_exit 1
expect_plain_error
expect_stderr_has 'users'
expect_stderr_has 'migrate upgrade'

scenario 'wrong emails and names'
users_project
for email in '' 'ada' '@example.org' 'ada@' 'a b@example.org' $'ada@example.org\n' $'a\e[31m@example.org'; do
  run fz create-user --username ada --email "$email" --hash "$hash"
  refused 0
  expect_stderr_lacks $'\e'
done
for name in '' ' ' $'a\nb' $'evil\e[31m' $'\xff'; do
  run fz create-user --username "$name" --email ada@example.org --hash "$hash"
  refused 0
  expect_stderr_lacks $'\e'
done

scenario 'a hash that is none'
users_project
run fz create-user --username ada --email ada@example.org --hash 'plain text'
refused 0

scenario 'names of other languages are kept as they are'
users_project
run fz create-user --username 'Zoë 東京' --email zoe@example.org --hash "$hash"
expect_exit 0
expect_query database.db 'SELECT username FROM users' 'Zoë 東京'

scenario 'the table may have another name and no updated_at'
own_project
sed -i 's/^table = "users"/table = "accounts"/' alembic.toml
sqlite3 database.db 'CREATE TABLE accounts (id INTEGER NOT NULL, username VARCHAR NOT NULL,
  password VARCHAR NOT NULL, email VARCHAR NOT NULL, created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
  PRIMARY KEY (id), UNIQUE (email), UNIQUE (username))'
run fz create-user --username ada --email ada@example.org --hash "$hash"
expect_exit 0
expect_query database.db 'SELECT username FROM accounts' 'ada'
