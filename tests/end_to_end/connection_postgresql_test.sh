#!/usr/bin/env bash
# The ways to a PostgreSQL server, and what is said where one is closed.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

password='hunter2 @:/é'
encoded='hunter2%20%40%3A%2F%C3%A9'
postgres_listen
psql -X -q <<END
CREATE ROLE ada LOGIN PASSWORD '$password';
CREATE ROLE bob LOGIN;
END
sed -i "1i host all ada all scram-sha-256\nlocal all ada scram-sha-256" "$postgres_home/data/pg_hba.conf"
psql -X -q -c 'SELECT pg_reload_conf()' >/dev/null

# A project with three revisions and a database that belongs to ada.
ada_project() {
  new_project
  three_revisions
  new_database
  psql -X -q -c "ALTER DATABASE $PGDATABASE OWNER TO ada"
}

# Without libpq's variables, which psql is told where the server is by.
bare() { env -u PGHOST -u PGPORT -u PGUSER -u PGDATABASE "$@"; }

expect_at_head() {
  expect_exit 0
  expect_row 'SELECT version_num FROM alembic_version' cccccccccccc
}

# expect_refused TEXT: exit code 1 and a sentence with this in it; no password anywhere, nothing done.
expect_refused() {
  expect_exit 1
  expect_plain_error
  expect_stderr_has "$1"
  expect_stderr_lacks hunter2
  expect_row "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace" 0
}

scenario 'by name, by address, by socket, with a driver in the scheme'
new_project
three_revisions
for url in "postgresql://fz@127.0.0.1:$PGPORT/DB" "postgres://fz@localhost:$PGPORT/DB" \
  "postgresql+psycopg2://fz@/DB?host=$PGHOST&port=$PGPORT" \
  "postgresql+asyncpg://fz@127.0.0.1:$PGPORT/DB?application_name=me" \
  "postgresql://fz@127.0.0.1:1,127.0.0.1:$PGPORT/DB" \
  "postgresql://fz@/DB?host=127.0.0.1:1&host=127.0.0.1:$PGPORT"; do
  new_database
  run bare fz --url "${url/DB/$PGDATABASE}" migrate upgrade head
  expect_at_head
done

scenario "libpq's variables alone"
new_project
three_revisions
new_database
run fz --url postgresql:// migrate upgrade head
expect_at_head
printf '[there]\nhost=127.0.0.1\nport=%s\nuser=fz\ndbname=%s\n' "$PGPORT" "$PGDATABASE" >service
run bare PGSERVICEFILE=service PGSERVICE=there fz --url postgresql:// migrate current
expect_exit 0
expect_stdout_has cccccccccccc

scenario 'a password: in the URL, in PGPASSWORD, in ~/.pgpass'
ada_project
url=postgresql://ada@127.0.0.1:$PGPORT/$PGDATABASE
run bare fz -v --url "${url/ada@/ada:$encoded@}" migrate upgrade head
expect_at_head
expect_stderr_lacks hunter2
run bare PGPASSWORD="$password" fz -v --url "$url" migrate current
expect_exit 0
expect_stderr_lacks hunter2
run bare fz --url "$url" migrate current
expect_exit 1
expect_stderr_has 'no password supplied'
printf '127.0.0.1:%s:*:ada:%s\n' "$PGPORT" "${password//:/\\:}" >"$HOME/.pgpass"
chmod 600 "$HOME/.pgpass"
run bare fz -v --url "$url" migrate current
expect_exit 0
expect_stderr_lacks hunter2
chmod 644 "$HOME/.pgpass"
run bare fz -v --url "$url" migrate current
expect_exit 1
expect_stderr_has 'no password supplied'
expect_stderr_lacks hunter2
rm "$HOME/.pgpass"

scenario 'a wrong password'
ada_project
for option in '' -v; do
  # shellcheck disable=SC2086
  run fz $option --url "postgresql://ada:not-hunter2@127.0.0.1:$PGPORT/$PGDATABASE" migrate upgrade
  expect_refused 'password authentication failed for user "ada"'
  expect_stderr_has "Cannot connect to postgresql://ada:***@127.0.0.1:$PGPORT/$PGDATABASE"
  expect_stderr_has '(SQLSTATE 28P01)'
done
run fz --url "postgresql://ada@127.0.0.1:$PGPORT/$PGDATABASE?password=not-hunter2" migrate upgrade
expect_refused 'password authentication failed'

scenario 'nobody there, or not under this name'
ada_project
run fz --url "postgresql://fz:hunter2@no-such-host.invalid/$PGDATABASE" migrate upgrade
expect_refused 'could not translate host name "no-such-host.invalid"'
run fz --url "postgresql://fz:hunter2@127.0.0.1:1/$PGDATABASE" migrate upgrade
expect_refused 'Connection refused'
run fz --url "postgresql://fz:hunter2@/$PGDATABASE?host=/no/such/folder" migrate upgrade
expect_refused 'No such file or directory'
run fz --url "postgresql://fz:hunter2@127.0.0.1:$PGPORT/nowhere" migrate upgrade
expect_refused 'database "nowhere" does not exist'
expect_stderr_has 'fz does not make databases'
run fz --url "postgresql://zoe:hunter2@127.0.0.1:$PGPORT/$PGDATABASE" migrate upgrade
expect_refused 'role "zoe" does not exist'
run fz --url "postgresql://fz:hunter2@127.0.0.1:$PGPORT/$PGDATABASE?sslmode=maybe" migrate upgrade
expect_refused 'invalid sslmode value'

scenario 'a missing privilege'
ada_project
run fz --url "postgresql://bob@127.0.0.1:$PGPORT/$PGDATABASE" migrate upgrade
expect_refused 'permission denied for schema public'
psql -X -q -c "REVOKE CONNECT ON DATABASE $PGDATABASE FROM PUBLIC"
run fz --url "postgresql://bob@127.0.0.1:$PGPORT/$PGDATABASE" migrate upgrade
expect_refused 'permission denied for database'
expect_stderr_has 'GRANT CONNECT'
psql -X -q -c "GRANT CONNECT ON DATABASE $PGDATABASE TO bob"
run fz --url "$postgres_url" migrate upgrade
expect_at_head
run fz --url "postgresql://bob@127.0.0.1:$PGPORT/$PGDATABASE" migrate current
expect_exit 1
expect_plain_error
expect_stderr_has 'permission denied for table alembic_version'

scenario 'a database that may only be read'
ada_project
psql -X -q -c "ALTER DATABASE $PGDATABASE SET default_transaction_read_only = on"
run fz --url "$postgres_url" migrate upgrade
expect_refused 'read-only transaction'
expect_stderr_has 'default_transaction_read_only is on'
run fz --url "$postgres_url" migrate current
expect_exit 0

scenario 'a standby'
ada_project
run fz --url "$postgres_url" migrate upgrade aaaa
expect_exit 0
as_postgres touch "$postgres_home/data/standby.signal"
postgres_restart
run fz --url "$postgres_url" migrate current
expect_exit 0
expect_stdout_has aaaaaaaaaaaa
run fz --url "$postgres_url" migrate upgrade
expect_exit 1
expect_plain_error
expect_stderr_has 'The server is a standby'
run fz --url "$postgres_url&target_session_attrs=read-write" migrate upgrade
expect_exit 1
expect_stderr_has 'session is read-only'
rm "$postgres_home/data/standby.signal"
postgres_restart
run fz --url "$postgres_url" migrate upgrade
expect_at_head

scenario 'a server that is still starting: --wait'
ada_project
postgres_stop fast
run fz --url "$postgres_url" migrate upgrade
expect_exit 1
expect_plain_error
start fz --url "$postgres_url" migrate upgrade --wait 60s
wait_until 'fz to wait' grep -q 'does not take connections yet; trying again' "$work/stderr"
postgres_start
finish
expect_at_head

scenario 'a password in a statement is not in any message about it'
ada_project
for statement in "CREATE ROLE carol PASSWORD 'hunter2' LOGINN" "CREATE ROLE carol PASSWORD hunter2" \
  "CREATE ROLE carol PASSWORD PASSWORD 'hunter2'" 'CREATE ROLE carol PASSWORD "hunter2"' \
  "ALTER ROLE nobody_here PASSWORD 'hunter2'" "DO 'BEGIN ALTER ROLE zoe PASSWORD ''hunter2''; END'" \
  "CREATE USER MAPPING FOR fz SERVER nowhere OPTIONS (user 'x', password 'hunter2')"; do
  rm migrations/versions/*
  revision aaaaaaaaaaaa '' 'secret' "$statement;"
  run fz -v --url "$postgres_url" migrate upgrade
  expect_refused "in: ${statement%% *}"
done
rm migrations/versions/*
revision aaaaaaaaaaaa '' 'secret' \
  "CREATE SUBSCRIPTION s CONNECTION 'host=/nowhere user=x password=hunter2' PUBLICATION p;"
sed -i 's/-- fz:upgrade/& transaction=off/' migrations/versions/*
run fz -v --url "$postgres_url" migrate upgrade
expect_exit 1
expect_stderr_has "in: CREATE SUBSCRIPTION s CONNECTION 'host=/nowhere user=x password=***' PUBLIC"
expect_stderr_lacks hunter2

if ! command -v openssl >/dev/null || ! "$postgres_programs/pg_config" --configure | grep -q openssl; then
  skip 'TLS: no openssl'
  exit 0
fi

# certificate NAME SUBJECT [ISSUER]: NAME.key and NAME.pem, signed by itself or by ISSUER.
certificate() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$2" -keyout "$1.key" -out "$1.pem" \
    ${3:+-CA "$3.pem" -CAkey "$3.key" -addext "subjectAltName=DNS:$2" \
      -addext basicConstraints=CA:false} 2>"$work/openssl.log" ||
    fail 'a certificate' "$(cat "$work/openssl.log")"
}

scenario 'TLS: a certificate by the right authority for the right name, and others'
certificate ca 'an authority'
certificate other 'another authority'
certificate server localhost ca
cp server.key server.pem "$postgres_home/data"
if [ "$(id -u)" = 0 ]; then chown nobody "$postgres_home/data"/server.*; fi
chmod 600 "$postgres_home/data/server.key"
postgres_restart 'ssl = on' "ssl_cert_file = 'server.pem'" "ssl_key_file = 'server.key'"
new_project
new_database
revision aaaaaaaaaaaa '' 'large' "CREATE TABLE seen AS SELECT ssl FROM pg_stat_ssl
WHERE pid = pg_backend_pid();
SELECT repeat('x', 1000000), i FROM generate_series(1, 10) AS n (i);"
url=postgresql://fz:hunter2@localhost:$PGPORT/$PGDATABASE
run fz --url "$url?sslmode=verify-full&sslrootcert=other.pem" migrate upgrade --wait 60s
expect_refused 'certificate verify failed'
run fz --url "$url?sslmode=verify-full&sslrootcert=missing.pem" migrate upgrade
expect_refused 'root certificate file "missing.pem" does not exist'
run fz --url "${url/localhost/127.0.0.1}?sslmode=verify-full&sslrootcert=ca.pem" migrate upgrade
expect_refused 'does not match host name "127.0.0.1"'
run fz --url "$url?sslmode=verify-full&sslrootcert=ca.pem" migrate upgrade
expect_exit 0
expect_row 'SELECT ssl FROM seen' t
