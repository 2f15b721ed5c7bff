#!/usr/bin/env bash
. "${0%/*}/lib.sh"

# A project whose users table is there.
users_project() {
  own_project
  run fz migrate upgrade head
  expect_exit 0
}

# create NAME EMAIL OPTION…: with a password on stdin.
create() { run fz create-user --username "$1" --email "$2" --password-stdin "${@:3}" <<<'correct horse'; }

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
create ada ada@example.org
expect_exit 0
expect_stdout "Created user 'ada' (id 1)."
expect_stderr ''
expect_query database.db 'SELECT id, username, email FROM users' '1|ada|ada@example.org'
expect_query database.db "SELECT created_at LIKE '20__-__-__ __:__:__', created_at = updated_at FROM users" '1|1'
expect_good_hash

scenario 'the new account as JSON'
users_project
create 'Zoë "東京"' zoe@example.org --format json
expect_exit 0
[ "$(jq -c '[.id, .username, .email, .created_at == .updated_at, length]' <<<"$stdout")" = \
  '[1,"Zoë \"東京\"","zoe@example.org",true,5]' ] || fail 'the account' "$stdout"

scenario 'the password from a file'
users_project
echo 'from a file' >secret
run fz create-user --username ada --email ada@example.org --password-file secret
expect_exit 0
expect_good_hash
run fz create-user --username bob --email bob@example.org --password-file nowhere
refused 1
expect_exit 1
expect_stderr_has nowhere
run fz create-user --username bob --email bob@example.org --password-file secret --password-stdin <<<'secret'
refused 1
expect_exit 2

scenario 'only the first line counts, without its line end'
users_project
printf 'from a file\r\nmore\n' >secret
run fz create-user --username ada --email ada@example.org --password-file secret
expect_exit 0
mkfifo pipe
printf '\n' >pipe &
run fz create-user --username bob --email bob@example.org --password-file pipe
refused 1

scenario 'the password from the environment'
users_project
run env FZ_PASSWORD='from the environment' fz create-user --username ada --email ada@example.org --no-input
expect_exit 0
expect_good_hash

scenario 'without a terminal and without a source for the password nobody is asked'
users_project
run fz create-user --username ada --email ada@example.org
refused 0
expect_exit 2
for way in --password-stdin --password-file FZ_PASSWORD; do expect_stderr_has "$way"; done
run env FZ_PASSWORD=secret fz create-user --username ada --email ada@example.org
refused 0
expect_stderr_has '--no-input'
expect_stderr_lacks secret
run fz create-user --username ada --email ada@example.org --no-input
refused 0
expect_exit 2

scenario 'a password on the command line is refused and not repeated'
users_project
for option in '--password=secret' '--password secret' '-p secret' '--password'; do
  # shellcheck disable=SC2086
  run fz create-user --username ada --email ada@example.org $option
  refused 0
  expect_exit 2
  expect_stderr_has '--password-stdin'
  expect_stderr_lacks secret
done

scenario 'passwords that cannot be one'
users_project
for command in 'true' 'echo' 'printf \377\376' 'head -c 4097 /dev/zero'; do
  # shellcheck disable=SC2086
  run fz create-user --username ada --email ada@example.org --password-stdin < <($command)
  refused 0
  expect_exit 2
done
run fz create-user --username ada --email ada@example.org --password-stdin <&-
refused 0
run fz create-user --username ada --email ada@example.org --password-stdin < <(head -c 4096 /dev/zero | tr '\000' a)
expect_exit 0

# on_terminal KEYS…: creates ada on a terminal of her own and types each when asked. The terminal is
# looked at afterwards: `state` is "echo" or "-echo".
on_terminal() {
  rm -f keys
  mkfifo keys
  : >screen
  command_line='fz create-user on a terminal'
  # shellcheck disable=SC2016
  script -qefc 'fz create-user --username ada --email ada@example.org; code=$?
    stty -a | grep -ow -- "-\?echo" >state; exit $code' /dev/null <keys >screen 2>&1 &
  pid=$!
  exec 7>keys
  local number=0 word
  for word in "$@"; do
    number=$((number + 1))
    wait_until "prompt $number" prompts_are "$number"
    printf '%s' "$word" >&7
  done
  exit_code=0
  wait "$pid" || exit_code=$?
  exec 7>&-
  stdout=$(cat screen)
  stderr=
  [ "$(cat state)" = echo ] || fail 'a terminal that shows what is typed' "$(cat state)"
}

prompts_are() { [ "$(grep -aoi 'password[^:]*: *' screen | wc -l)" -ge "$1" ]; }

scenario 'on a terminal the password is asked for twice and never shown'
users_project
on_terminal $'typed secret\r' $'typed secret\r'
expect_exit 0
expect_stdout_lacks 'typed secret'
user_count 1
expect_good_hash

scenario 'two passwords that differ make no user'
users_project
on_terminal $'typed secret\r' $'typed sekret\r'
expect_exit 1
expect_stdout_has 'The passwords do not match.'
expect_stdout_lacks 'typed se'
user_count 0

scenario 'an empty password is refused at once, one that the terminal would cut too'
users_project
on_terminal $'\r'
expect_exit 2
on_terminal "$(printf '%05000d' 0)"$'\r'
expect_exit 2
expect_stdout_has '--password-file'
user_count 0

scenario 'Ctrl-C at the question leaves the terminal as it was'
users_project
on_terminal $'\003'
expect_exit 130
on_terminal $'typed secret\r' $'typed\003'
expect_exit 130
expect_stdout_lacks typed
user_count 0

has_open() { [ -n "$(find "/proc/$pid/fd" -lname "*/$1" 2>/dev/null)" ]; }

scenario 'Ctrl-C while waiting for a pipe'
users_project
mkfifo pipe
start fz create-user --username ada --email ada@example.org --password-file pipe
wait_until 'the pipe is open' has_open pipe
kill -INT "$pid"
finish
expect_exit 130
user_count 0

scenario 'a terminal in the place of a pipe or a file would show the password'
users_project
for option in --password-stdin '--password-file /dev/tty'; do
  command_line="fz create-user $option"
  exit_code=0
  stdout=$(script -qefc "fz create-user --username ada --email ada@example.org $option" /dev/null) || exit_code=$?
  expect_exit 2
  expect_stdout_has 'is a terminal'
done
user_count 0

scenario 'a name and an email can be taken once'
users_project
create ada ada@example.org
expect_exit 0
create ada other@example.org
expect_exit 1
expect_plain_error
expect_stderr 'error: Username already exists'
create other ada@example.org
expect_exit 1
expect_plain_error
expect_stderr 'error: Email already exists'
user_count 1

scenario 'without a database or a users table the message says what to do, and nothing is made'
own_project
create ada ada@example.org
expect_exit 1
expect_plain_error
expect_stderr_has "'users'"
expect_stderr_has 'fz migrate upgrade head'
expect_no_file database.db
sqlite3 database.db 'CREATE TABLE t (a)'
create ada ada@example.org
expect_exit 1
expect_plain_error
expect_stderr_has "'users'"
expect_stderr_has 'fz migrate upgrade head'

scenario 'wrong emails and names'
users_project
for email in '' 'ada' '@example.org' 'ada@' 'a b@example.org' $'ada@example.org\n' $'a\e[31m@example.org'; do
  create ada "$email"
  refused 0
  expect_exit 2
  expect_stderr_lacks $'\e'
done
for name in '' ' ' ' ada' $'a\nb' $'evil\e[31m' $'\xff'; do
  create "$name" ada@example.org
  refused 0
  expect_exit 2
  expect_stderr_lacks $'\e'
done

scenario 'names of other languages are kept as they are'
users_project
create 'Zoë 東京' zoe@example.org
expect_exit 0
expect_query database.db 'SELECT username FROM users' 'Zoë 東京'

scenario 'SQL in a name is a name'
users_project
create "x', 'y', 'z'); DROP TABLE users; --" ada@example.org
expect_exit 0
expect_query database.db 'SELECT username FROM users' "x', 'y', 'z'); DROP TABLE users; --"

scenario 'the table may have another name and no updated_at'
own_project
sed -i 's/^table = "users"/table = "accounts"/' alembic.toml
sqlite3 database.db 'CREATE TABLE accounts (id INTEGER NOT NULL, username VARCHAR NOT NULL,
  password VARCHAR NOT NULL, email VARCHAR NOT NULL, created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
  PRIMARY KEY (id), UNIQUE (email), UNIQUE (username))'
create ada ada@example.org
expect_exit 0
expect_query database.db 'SELECT username FROM accounts' 'ada'
