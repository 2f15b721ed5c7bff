#!/bin/bash
# The administration page and the description of the API, in a real browser.
. "${0%/*}/lib.sh"
. "${0%/*}/serve.sh"
pages=$(dirname "$(realpath "$0")")/serve_pages.py
if ! command -v chromium >/dev/null; then
  skip 'chromium is not installed'
  exit 0
fi

scenario 'users, revisions and the audit trail, by keyboard, in the dark, on a telephone'
serve_project
sed -i 's/^script_location.*/&\naudit_table = "fz_audit"/' alembic.toml
printf '\n[serve]\nadmins = ["admin@example.com"]\n' >>alembic.toml
run fz migrate upgrade head
expect_exit 0
run sh -c 'echo secret | fz create-user --username admin --email admin@example.com --password-stdin'
expect_exit 0
start_server fz serve --port 0
revision aaaaaaaaaaaa 60c924cc7e63 'make t' 'CREATE TABLE t (id INTEGER);' 'DROP TABLE t;'
revision bbbbbbbbbbbb 60c924cc7e63 'make u on a branch' 'CREATE TABLE u (id INTEGER);' 'DROP TABLE u;'
revision cccccccccccc aaaaaaaaaaaa,bbbbbbbbbbbb 'merge' 'SELECT 1;' 'SELECT 1;'
# An applied file that has changed since.
echo '-- changed' >>migrations/versions/60c924cc7e63*.sql
run sh -c 'echo secret | fz create-user --username plain --email plain@example.com --password-stdin'
run python3 "$pages" "$address" ${SCREENSHOTS:+"$SCREENSHOTS"}
expect_exit 0
expect_stdout 'the pages work'
stop_server
expect_exit 0
