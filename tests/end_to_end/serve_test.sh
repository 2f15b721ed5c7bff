#!/bin/bash
# The lesson's API on SQLite: every question of serve_client.py, and how the server starts and ends.
. "${0%/*}/lib.sh"
. "${0%/*}/serve.sh"
client=$(dirname "$(realpath "$0")")/serve_client.py

scenario 'every answer of the lesson'
serve_project
cat >>alembic.toml <<'END'

[serve]
admins = ["admin@example.com"]
idle_timeout = "1s"
header_timeout = "1s"
END
start_server fz serve --port 0 --migrate
run python3 "$client" 127.0.0.1 "$port" "$secret" sqlite
expect_exit 0
expect_stdout_has 'check_admin: as it should be'
stop_server
expect_exit 0
expect_stderr_has '"POST /auth/token" 200'
expect_stderr_lacks 'secret'
expect_stderr_lacks 'username='
expect_stderr_lacks 'eyJ'

scenario 'a server that cannot start says why'
own_project
run fz serve --port 0
expect_exit 2
expect_stderr_has 'No secret key is configured.'
printf 'SECRET_KEY=short\n' >.env
run fz serve --port 0
expect_exit 2
expect_stderr_has '.env:1: The secret key has 5 bytes'
expect_stderr_lacks 'short'
serve_project
run env ALGORITHM=RS256 fz serve --port 0
expect_exit 2
expect_stderr_has "ALGORITHM: Unknown algorithm 'RS256'."
run env ACCESS_TOKEN_EXPIRE_MINUTES=soon fz serve --port 0
expect_exit 2
run fz serve --port 0
expect_exit 1
expect_stderr_has '2 revisions not applied to the database: 74f39286e2f6 and 60c924cc7e63.'
expect_stderr_has '--migrate'
expect_no_file database.db
run fz serve --port 0 --host nowhere --migrate
expect_exit 2
run fz --url sqlite:// serve --port 0 --migrate
expect_exit 2
expect_stderr_has 'The server cannot use a database in memory'
run fz serve --port 99999
expect_exit 2

scenario 'a port that is taken'
serve_project
start_server fz serve --port 0 --migrate
run fz serve --port "$port"
expect_exit 2
expect_stderr_has "The server cannot listen at 127.0.0.1 port $port: Address already in use."
stop_server

scenario 'a revision that comes while the server runs makes it not ready'
serve_project
start_server fz serve --port 0 --migrate
revision aaaaaaaaaaaa 60c924cc7e63 'make t' 'CREATE TABLE t (id INTEGER);' 'DROP TABLE t;'
run python3 -c "
import urllib.request, urllib.error
try:
  urllib.request.urlopen('http://$address/health/ready')
except urllib.error.HTTPError as e:
  print(e.code, e.read().decode())"
expect_stdout '503 {"status":"not ready","reason":"revisions are pending","pending":["aaaaaaaaaaaa"]}'
stop_server

scenario 'a log file is opened again after SIGHUP, and may be JSON'
serve_project
printf '\n[serve]\naccess_log = "access.log"\naccess_log_format = "json"\n' >>alembic.toml
start_server fz serve --port 0 --migrate
ask_root() { python3 -c "import urllib.request; urllib.request.urlopen('http://$address/?token=x')"; }
ask_root
wait_until 'a line in the log' test -s access.log
mv access.log old.log
kill -HUP "$pid"
wait_until 'a new log' test -e access.log
ask_root
wait_until 'a line in the new log' test -s access.log
run jq -r '[.method, .path, .status] | @tsv' access.log
expect_stdout "GET	/	200"
stop_server
expect_exit 0

scenario 'a log file that cannot be opened again does not end the server'
serve_project
mkdir logs
printf '\n[serve]\naccess_log = "logs/access.log"\n' >>alembic.toml
start_server fz serve --port 0 --migrate
mv logs old
touch logs
kill -HUP "$pid"
wait_until 'a message' grep -q "logs/access.log' cannot be opened" "$work/stderr"
ask_root
wait_until 'a line in the old file' grep -q '"GET /" 200' old/access.log
stop_server
expect_exit 0
expect_stderr_has 'Requests are still logged to the old file.'

scenario 'a frozen clock: tokens end when their time has come'
if [ -n "${ASAN_OPTIONS:-}" ]; then
  skip 'a sanitizer and libfaketime each want to be loaded first'
elif command -v faketime >/dev/null; then
  # The wrapper itself would take the signals that are for the server.
  preload=$(faketime -f '2023-07-14 12:00:00' env | sed -n 's/^LD_PRELOAD=//p')
  serve_project
  run fz migrate upgrade head
  run sh -c 'echo secret | fz create-user --username ada --email ada@example.com --password-stdin'
  expect_exit 0
  log_in="import urllib.request, json, sys
def ask(path, data, headers={}):
  try:
    return json.load(urllib.request.urlopen(urllib.request.Request('http://' + sys.argv[1] + path, data, headers)))
  except urllib.error.HTTPError as e:
    return e.code"
  start_server env LD_PRELOAD="$preload" FAKETIME='2023-07-14 12:00:00' fz serve --port 0
  run python3 -c "$log_in
print(ask('/auth/token', b'username=ada%40example.com&password=secret')['access_token'])" "$address"
  token=$stdout
  [ -n "$token" ] || fail 'a token' "$stderr"
  stop_server
  expect_exit 0
  refresh="$log_in
answer = ask('/auth/refresh_token', b'', {'Authorization': 'Bearer ' + sys.argv[2]})
print(answer if isinstance(answer, int) else 200)"
  for clock in '12:29:00 200' '12:31:00 401'; do
    start_server env LD_PRELOAD="$preload" FAKETIME="2023-07-14 ${clock% *}" fz serve --port 0
    run python3 -c "$refresh" "$address" "$token"
    expect_stdout "${clock#* }"
    stop_server
  done
  # The clock jumps while the server runs: the token ends, a connection that is kept alive does not.
  echo '2023-07-14 12:00:00' >clock
  start_server env LD_PRELOAD="$preload" FAKETIME_TIMESTAMP_FILE="$PWD/clock" FAKETIME_NO_CACHE=1 \
    fz serve --port 0
  run python3 -c "
import http.client, sys
connection = http.client.HTTPConnection('$address')
for clock in ('12:00:00', '12:29:59', '12:30:00', '12:31:00', '12:10:00'):
  open('clock', 'w').write('2023-07-14 ' + clock)
  connection.request('POST', '/auth/refresh_token', headers={'Authorization': 'Bearer ' + sys.argv[1]})
  answer = connection.getresponse()
  answer.read()
  print(clock, answer.status)" "$token"
  expect_stdout "12:00:00 200
12:29:59 200
12:30:00 401
12:31:00 401
12:10:00 200"
  stop_server
  expect_exit 0
else
  skip 'faketime is not installed'
fi

scenario 'logins that fail too often have to wait'
serve_project
printf '\n[serve]\nlogin_attempts = 2\nlogin_window = "1h"\n' >>alembic.toml
start_server fz serve --port 0 --migrate
run python3 -c "
import urllib.request, urllib.error
for _ in range(4):
  try:
    urllib.request.urlopen('http://$address/auth/token', b'username=a%40example.com&password=x')
  except urllib.error.HTTPError as e:
    print(e.code, int(e.headers.get('retry-after', 0)) > 3000)"
expect_stdout "401 False
401 False
429 True
429 True"
stop_server

scenario 'an import beside the server, killed in between: no account twice, no half row'
serve_project
start_server fz serve --port 0 --migrate
# shellcheck disable=SC2016
known='$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$Hnm7B2p4pnTo3mQ5qFmnHjR1OZBtVXd1B33joTc/XXg'
{
  echo username,email,password_hash
  seq 20000 | sed "s#.*#user&,user&@example.org,\"$known\"#"
} >users.csv
cat >register.py <<'END'
import json, sys, urllib.error, urllib.request

answers = []
for number in range(1, 13):
  user = {"username": f"user{number}", "email": f"user{number}@example.org", "password": "x"}
  try:
    asked = urllib.request.Request(f"http://{sys.argv[1]}/users/", json.dumps(user).encode(),
                                   {"Content-Type": "application/json"})
    answers.append(urllib.request.urlopen(asked).status)
  except urllib.error.HTTPError as e:
    answers.append(e.code)
print(sorted(set(answers) - {201, 409}))
END
python3 register.py "$address" >register.out 2>&1 &
registering=$!
for pause in 0.1 0.3; do
  fz import-users users.csv --existing skip >/dev/null 2>&1 &
  importing=$!
  sleep "$pause"
  kill -9 "$importing" 2>/dev/null
  wait "$importing" 2>/dev/null
done
run fz import-users users.csv --existing skip
expect_exit 0
wait "$registering"
[ "$(cat register.out)" = '[]' ] || fail 'made, or taken' "$(cat register.out)"
expect_query database.db 'SELECT count(*), count(DISTINCT username), count(DISTINCT email) FROM users' '20000|20000|20000'
stop_server
expect_exit 0
