#!/usr/bin/env bash
# Files of accounts, in and out, on SQLite and PostgreSQL.
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

users_project() {
  unset DATABASE_URL
  own_project
  if [ "$database" = postgresql ]; then
    new_database
    export DATABASE_URL=$postgres_url
  fi
  run fz migrate upgrade head
  expect_exit 0
}

sql() {
  if [ "$database" = postgresql ]; then psql -X -At -q -c "$1"; else sqlite3 -cmd '.timeout 5000' database.db "$1"; fi
}

expect_sql() {
  local got
  got=$(sql "$1")
  [ "$got" = "$2" ] || fail "$1: $2" "$got"
}

names() { sql 'SELECT username FROM users ORDER BY id' | paste -sd' '; }
expect_names() { [ "$(names)" = "$1" ] || fail "accounts: $1" "$(names)"; }

# ready_hashes FROM TO: that many accounts as CSV.
ready_hashes() {
  echo username,email,password_hash
  seq "$1" "$2" | sed "s#.*#user&,user&@example.org,\"$known\"#"
}

# plain_passwords N
plain_passwords() {
  echo username,email,password
  seq "$1" | sed 's/.*/u&,u&@example.org,secret/'
}

for database in $databases; do
  scenario "$database: plain passwords, ready hashes, and passwords that are made"
  users_project
  printf 'username,email,password,password_hash\nada,ada@EXAMPLE.org,secret,\n"bob, jr",bob@example.org,,"%s"\n' "$known" >users.csv
  run fz import-users users.csv
  expect_exit 0
  expect_stdout 'Imported: 2 created, 0 updated, 0 skipped.'
  expect_names 'ada bob, jr'
  expect_sql 'SELECT email FROM users WHERE id = 1' ada@example.org
  run fz check-password ada --password-stdin <<<secret
  expect_exit 0
  run fz check-password bob@example.org --password-stdin <<<herminetincture
  expect_exit 0
  printf 'username,email\neve,eve@example.org\n' >more.csv
  run fz import-users more.csv --generate
  expect_exit 0
  [[ $stdout =~ ^username,password$'\n'eve,[A-Za-z2-9]{24}$ ]] || fail 'a password' "$stdout"
  run fz check-password eve --password-stdin <<<"${stdout##*,}"
  expect_exit 0

  scenario "$database: JSON and JSON lines"
  users_project
  printf '[{"username": "ada", "email": "ada@example.org", "password_hash": "%s"},\n {"username": "bob",\n "email": "bob@example.org", "password_hash": "%s"}]' "$known" "$known" >users.json
  run fz import-users users.json
  expect_exit 0
  printf '{"username":"cyd","email":"cyd@example.org","password_hash":"%s"}\n\n{"username":"dan","email":"dan@example.org","password_hash":"%s"}\n' "$known" "$known" >users.jsonl
  run fz import-users - <users.jsonl
  expect_exit 0
  expect_names 'ada bob cyd dan'
  printf '[{"username": "x"},\n 5,\n {"username": "y", "email": 1},\n nonsense,\n {"nam": "z"}]' >bad.json
  run fz import-users bad.json
  expect_exit 1
  for line in 1 2 3 4 5; do expect_stderr_has "bad.json:$line: "; done
  printf '[{"username": "x"}' >open.json
  run fz import-users open.json
  expect_exit 1
  expect_stderr 'error: open.json: The JSON array is not closed.'
  expect_names 'ada bob cyd dan'

  scenario "$database: every bad row is told, and then nothing is written"
  users_project
  run fz create-user --username old --email old@example.org --hash "$known"
  cat >users.csv <<END
username,email,password_hash
ada,ada@example.org,"$known"
,b@example.org,"$known"
cyd,cyd@host.local,"$known"
dan,dan@example.org,
ada,ada2@example.org,"$known"
eve,ada@example.org,"$known"
old,new@example.org,"$known"
new,old@example.org,"$known"
fay,fay@example.org
END
  run fz import-users users.csv
  expect_exit 1
  expect_stdout ''
  expect_stderr "users.csv:3: The username is empty.
users.csv:4: The email address 'cyd@host.local' is not valid: The part after the @-sign is a special-use or reserved name that cannot be used with email.
users.csv:5: The password is missing.
users.csv:6: The username 'ada' is that of line 2, too.
users.csv:7: The email address 'ada@example.org' is that of line 2, too.
users.csv:8: Username already exists
users.csv:9: Email already exists
users.csv:10: The row has 2 values; the first line has 3 columns.
error: 8 rows cannot be imported, so nothing was. Fix them, or skip them with --continue-on-error."
  expect_names old
  run fz import-users users.csv --dry-run
  expect_exit 1
  expect_stdout 'It would be: 1 created, 0 updated, 0 skipped. Nothing was written.'
  expect_names old
  run fz import-users users.csv --continue-on-error --format json
  expect_exit 1
  [ "$(jq -c '[.written, .created, (.problems | length), .problems[0]]' <<<"$stdout")" = \
    '[true,1,8,{"line":3,"reason":"The username is empty."}]' ] || fail 'the report' "$stdout"
  expect_names 'old ada'

  scenario "$database: names that are there are skipped or updated"
  users_project
  run fz create-user --username ada --email ada@example.org --generate
  printf 'username,email,password_hash\nada,new@example.org,"%s"\nbob,bob@example.org,"%s"\n' "$known" "$known" >users.csv
  run fz import-users users.csv --existing skip
  expect_exit 0
  expect_stdout 'Imported: 1 created, 0 updated, 1 skipped.'
  expect_sql 'SELECT email FROM users WHERE id = 1' ada@example.org
  run fz import-users users.csv --existing update
  expect_exit 0
  expect_stdout 'Imported: 0 created, 2 updated, 0 skipped.'
  expect_sql 'SELECT email FROM users WHERE id = 1' new@example.org
  run fz check-password ada --password-stdin <<<herminetincture
  expect_exit 0

  scenario "$database: a constraint that fz does not know of"
  users_project
  sql 'CREATE UNIQUE INDEX folded ON users (lower(username))'
  printf 'username,email,password_hash\nada,ada@example.org,"%s"\nAda,ada2@example.org,"%s"\nbob,bob@example.org,"%s"\n' "$known" "$known" "$known" >users.csv
  run fz import-users users.csv
  expect_exit 1
  expect_stderr_has 'users.csv:3: '
  expect_stderr_lacks argon2
  expect_names ''
  run fz import-users users.csv --continue-on-error
  expect_exit 1
  expect_stdout 'Imported: 2 created, 0 updated, 0 skipped.'
  expect_names 'ada bob'

  scenario "$database: what is exported can be imported"
  users_project
  ready_hashes 1 1200 >users.csv
  run fz import-users users.csv
  expect_exit 0
  expect_stdout 'Imported: 1200 created, 0 updated, 0 skipped.'
  for format in csv json jsonl; do
    run fz export-users --hashes --format "$format" -o "out.$format"
    expect_exit 0
    [ "$(stat -c %a "out.$format")" = 600 ] || fail 'a file for its owner alone' "$(stat -c %a "out.$format")"
    sql 'DELETE FROM users'
    run fz import-users "out.$format"
    expect_exit 0
    expect_sql "SELECT count(*), count(DISTINCT email) FROM users WHERE password = '$known'" '1200|1200'
  done
  run fz export-users
  expect_exit 0
  expect_stdout_lacks argon2
  [ "$(wc -l <<<"$stdout")" = 1201 ] || fail '1201 lines' "$(wc -l <<<"$stdout")"
  run fz import-users out.csv --existing skip
  expect_stdout 'Imported: 0 created, 0 updated, 1200 skipped.'

  scenario "$database: two imports at once leave no account twice and none out"
  users_project
  ready_hashes 1 3000 >a.csv
  ready_hashes 2000 5000 >b.csv
  fz import-users a.csv --existing skip >a.out 2>&1 &
  fz import-users b.csv --existing skip >b.out 2>&1 &
  wait
  expect_sql 'SELECT count(*), count(DISTINCT username) FROM users' '5000|5000'

  scenario "$database: an import beside create-user: no account twice, no half row"
  users_project
  ready_hashes 1 4000 >users.csv
  fz import-users users.csv --existing skip >import.out 2>&1 &
  importing=$!
  for i in 1 2000 4000 5000; do
    fz create-user --username "user$i" --email "user$i@example.org" --hash "$known" >"create$i.out" 2>&1 &
  done
  wait "$importing" || fail 'an import' "$(cat import.out)"
  wait
  expect_sql 'SELECT count(*), count(DISTINCT username), count(DISTINCT email) FROM users' '4001|4001|4001'
  for i in 1 2000 4000; do
    grep -q -e '^Created' -e 'Username already exists' "create$i.out" || fail 'made or told' "$(cat "create$i.out")"
  done
  grep -q '^Created' create5000.out || fail 'made' "$(cat create5000.out)"

  scenario "$database: Ctrl-C while passwords are hashed leaves nothing"
  users_project
  plain_passwords 500 >users.csv
  start fz import-users users.csv
  sleep 1.5
  kill -INT "$pid"
  finish
  expect_exit 130
  expect_stderr 'error: Interrupted; nothing was imported.'
  expect_names ''

  scenario "$database: kill -9 while accounts are written leaves all of them or none"
  users_project
  ready_hashes 1 20000 >users.csv
  # Others go on meanwhile, and what they made stays.
  made=0
  for pause in 0.05 0.1 0.2 0.4 0.8; do
    start fz import-users users.csv --existing skip
    sleep "$pause"
    fz create-user --username "beside$pause" --email "beside$pause@example.org" --hash "$known" >beside.out 2>&1 &
    beside=$!
    kill -9 "$pid" 2>/dev/null
    finish
    wait "$beside" || fail 'an account beside the import' "$(cat beside.out)"
    made=$((made + 1))
    count=$(sql "SELECT count(*) FROM users WHERE username LIKE 'user%'")
    [ "$count" = 0 ] || [ "$count" = 20000 ] || fail 'all or none' "$count"
    expect_sql "SELECT count(*) FROM users WHERE username LIKE 'beside%'" "$made"
  done
  run fz import-users users.csv --existing skip
  expect_exit 0
  expect_sql 'SELECT count(*), count(DISTINCT email) FROM users' '20005|20005'
done
unset DATABASE_URL
database=sqlite

scenario 'files that cannot be read as accounts'
users_project
run fz import-users nowhere.csv
expect_exit 1
expect_stderr_has nowhere.csv
printf 'name,mail\n' >users.csv
run fz import-users users.csv
expect_exit 1
expect_stderr "error: users.csv: Line 1: Unknown column 'name'. Expected username, email, and password or password_hash."
printf '\xff\xfeu\0' >users.csv
run fz import-users users.csv
expect_stderr_has UTF-16
: >users.csv
run fz import-users users.csv
expect_exit 1
printf 'username,email,password\n' >users.csv
run fz import-users users.csv
expect_exit 0
expect_stdout 'Imported: 0 created, 0 updated, 0 skipped.'

scenario 'on a terminal the progress is shown'
users_project
plain_passwords 8 >users.csv
command_line='fz import-users on a terminal'
stdout=$(script -qefc 'fz import-users users.csv' /dev/null)
expect_stdout_has 'Hashing passwords ['
expect_stdout_has ' left'
