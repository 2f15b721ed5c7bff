#!/bin/bash
# The lesson's API on PostgreSQL: every question of serve_client.py.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"
. "${0%/*}/serve.sh"
client=$(dirname "$(realpath "$0")")/serve_client.py

scenario 'every answer of the lesson'
new_database
serve_project
cat >>alembic.toml <<'END'

[serve]
admins = ["admin@example.com"]
idle_timeout = "1s"
header_timeout = "1s"
END
start_server fz --url "$postgres_url" serve --port 0 --migrate
run python3 "$client" 127.0.0.1 "$port" "$secret" postgresql
expect_exit 0
expect_stdout_has 'check_admin: as it should be'

scenario 'a long list comes in pieces, in the order of the ids, and ends where it should'
psql -X -q -c "INSERT INTO users (username, password, email)
  SELECT 'u' || i, 'x', 'u' || i || '@example.com' FROM generate_series(1, 2500) AS i"
# An updated row moves to the end of the table, not of the list.
psql -X -q -c "UPDATE users SET password = 'y' WHERE username = 'u1'"
run python3 -c "
import json, urllib.request
for query in ('limit=2400', 'limit=9999', 'limit=1001&offset=1400', 'limit=1000&offset=2000'):
  body = json.load(urllib.request.urlopen('http://$address/users/?' + query))
  names = [int(each['username'][1:]) for each in body['users']]
  print(query, names == list(range(names[0], names[-1] + 1)), names[0], names[-1])"
expect_stdout "limit=2400 True 1 2400
limit=9999 True 1 2500
limit=1001&offset=1400 True 1401 2401
limit=1000&offset=2000 True 2001 2500"
psql -X -q -c 'DELETE FROM users'

scenario 'a server that goes away makes requests fail for a while, and comes back'
postgres_restart
run python3 -c "
import time, urllib.request
for _ in range(50):
  try:
    print(urllib.request.urlopen('http://$address/users/').read().decode())
    break
  except urllib.error.HTTPError as e:
    assert e.code in (500, 503), e
    time.sleep(0.1)"
expect_stdout '{"users":[]}'
stop_server
expect_exit 0
