#!/usr/bin/env bash
# Folders of other tools become a project; each has what public folders of that tool have.
. "${0%/*}/lib.sh"

# file NAME: writes stdin there.
file() {
  mkdir -p "$(dirname "$1")"
  cat >"$1"
}

expect_text() {
  command_line="cat $1"
  [ -e "$1" ] || fail "a file $1" "$(find . -type f | sort)"
  [ "$(cat "$1")" = "$2" ] || fail "$1 is: $2" "$(cat "$1")"
}

expect_text_has() {
  [[ $(cat "$1") == *"$2"* ]] || fail "$1 has: $2" "$(cat "$1")"
}

expect_text_lacks() {
  [[ $(cat "$1") != *"$2"* ]] || fail "$1 lacks: $2" "$(cat "$1")"
}

# snapshot: everything in the folder.
snapshot() { find . -type f ! -name '*.db' -exec sha256sum {} + | sort -k2; }

dbmate_folder() {
  file db/migrations/20240101120000_create_users.sql <<'END'
-- Accounts.
-- migrate:up
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);

-- migrate:down
DROP TABLE users;
END
  file db/migrations/20240102120000_compact.sql <<'END'
-- migrate:up transaction:false
VACUUM;

-- migrate:down transaction:false
END
  file db/migrations/20240103120000_fill.sql <<'END'
-- migrate:up
INSERT INTO users (name) VALUES ('a;b'), ('-- migrate:down')
END
  echo not a migration >db/migrations/README
}

scenario 'a dbmate project: found from its root, order and dates from versions'
dbmate_folder
run fz import . --dialect sqlite
expect_exit 0
expect_stdout "db/migrations/20240102120000_compact.sql:2:1: transaction=off: the original says so.
db/migrations/20240102120000_compact.sql:5:1: transaction=off: the original says so.
db/migrations/20240103120000_fill.sql: It does not say how to undo it; it cannot be downgraded.
Imported 3 migrations of dbmate into migrations/versions.
Created alembic.toml."
expect_text migrations/versions/20240101120000_create_users.sql '-- +++
-- # origin: dbmate 20240101120000 8a4d2ce1e8ba9bbb 20240101120000_create_users.sql
-- revision = "20240101120000"
-- down_revision = ""
-- branch_labels = []
-- depends_on = []
-- message = "create users"
-- create_date = 2024-01-01T12:00:00Z
-- +++

-- fz:upgrade
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);

-- fz:downgrade
DROP TABLE users;'
expect_text_has migrations/versions/20240102120000_compact.sql '-- fz:upgrade transaction=off
VACUUM;

-- fz:downgrade transaction=off'
export DATABASE_URL=sqlite:///database.db
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT name FROM users' "$(printf 'a;b\n-- migrate:down')"
expect_version database.db 20240103120000
run fz migrate check
expect_exit 0
unset DATABASE_URL
