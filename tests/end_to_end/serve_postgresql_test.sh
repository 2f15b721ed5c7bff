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
