#!/usr/bin/env bash
. "${0%/*}/lib.sh"

who="$(id -un) on $(hostname)"

# expect_log LINE…: what `fz migrate log` says, without times and durations.
expect_log() {
  run fz migrate log
  expect_exit 0
  stdout=$(sed -E 's/^[-0-9]{10} [:0-9]{8}  //; s/ +[0-9.]+ m?s  / /' <<<"$stdout")
  expect_stdout "$(printf '%s\n' "$@")"
}

scenario 'every step leaves a row, the newest is shown first'
new_project
three_revisions
run fz migrate upgrade head
run fz migrate downgrade -1
expect_exit 0
expect_log "downgrade  cccccccccccc $who" "upgrade    cccccccccccc $who" \
  "upgrade    bbbbbbbbbbbb $who" "upgrade    aaaaaaaaaaaa $who"
run fz migrate log -n 1
expect_stdout_has cccccccccccc
expect_stdout_lacks upgrade
run fz migrate log --revision aaaa
expect_stdout_has aaaaaaaaaaaa
expect_stdout_lacks bbbbbbbbbbbb
expect_query database.db "SELECT started BETWEEN datetime('now', '-1 hour') AND datetime('now', '+1 hour'),
    duration BETWEEN 0 AND 60000, who, database_user, host, fz_version, sha256
  FROM fz_audit WHERE id = 1" \
  "1|1|$(id -un)||$(hostname)|$(fz --version | cut -d' ' -f2)|$(sha256sum migrations/versions/aaaa* | cut -d' ' -f1)"

scenario 'everything about a step'
new_project
three_revisions
run fz migrate upgrade aaaa
run fz migrate log -v
expect_exit 0
stdout=$(sed -E 's/[-0-9T:.Z]{24}$/TIME/; s/: [0-9]+ ms/: MS/' <<<"$stdout")
expect_stdout "upgrade aaaaaaaaaaaa
  Started:  TIME
  Duration: MS
  By:       $who
  Program:  $(fz --version)
  SHA-256:  $(sha256sum migrations/versions/aaaa* | cut -d' ' -f1)"

scenario 'as JSON'
new_project
three_revisions
run fz --format json migrate log
expect_exit 0
[ "$(jq -c .entries <<<"$stdout")" = '[]' ] || fail 'no entries' "$stdout"
fz migrate upgrade aaaa 2>/dev/null
run fz --format json migrate log
expect_exit 0
got=$(jq -c '.entries[0] | [.revision, .direction, (.started | test("^20.*T.*Z$")),
  (.duration >= 0), .database_user, (keys | length)]' <<<"$stdout")
[ "$got" = '["aaaaaaaaaaaa","upgrade",true,true,null,9]' ] || fail 'an entry' "$got"

scenario 'stamps are in it too'
new_project
three_revisions
run fz migrate stamp bbbb
run fz migrate stamp bbbb
run fz migrate stamp base
expect_exit 0
expect_log "stamp      base $who" "stamp      bbbbbbbbbbbb $who"

scenario 'the rows of a script do not know who runs it, nor how long it takes'
new_project
three_revisions
fz migrate upgrade bbbb --sql | sqlite3 database.db
fz migrate upgrade bbbb:head --sql --single-transaction | sqlite3 database.db
fz migrate stamp head:aaaa --sql | sqlite3 database.db
expect_log 'stamp      aaaaaaaaaaaa' 'upgrade    cccccccccccc' 'upgrade    bbbbbbbbbbbb' \
  'upgrade    aaaaaaaaaaaa'
run fz --format json migrate log -n 1
got=$(jq -c '.entries[0] | [.duration, .who, .host, .sha256]' <<<"$stdout")
[ "$got" = "[null,null,null,\"$(sha256sum migrations/versions/aaaa* | cut -d' ' -f1)\"]" ] ||
  fail 'nothing but the digest' "$got"
run fz migrate stamp head
run fz migrate check
expect_exit 0

scenario 'looking makes no table and no database'
new_project
three_revisions
run fz migrate log
expect_exit 0
expect_stdout ''
expect_stderr_has 'No history is kept yet'
expect_no_file database.db
run fz migrate ensure-version
run fz migrate log
run fz migrate check
run fz migrate status
expect_query database.db "SELECT name FROM sqlite_schema WHERE type = 'table'" alembic_version

scenario 'without the setting none is kept'
new_project
sed -i /audit_table/d alembic.toml
three_revisions
run fz migrate upgrade head
expect_query database.db "SELECT count(*) FROM sqlite_schema WHERE name LIKE '%history%'" 0
run fz migrate log
expect_exit 2
expect_plain_error
expect_stderr_has "has no 'audit_table' under [alembic]"

scenario 'in a single transaction, outside of one, and when a step fails'
new_project
three_revisions
run fz migrate upgrade bbbb --single-transaction
expect_exit 0
sed -i 's/-- fz:upgrade/& transaction=off/' migrations/versions/cccc*
revision dddddddddddd cccccccccccc 'bad' 'INSERT INTO gone VALUES (1);'
run fz migrate upgrade head
expect_exit 1
expect_log "upgrade    cccccccccccc $who" "upgrade    bbbbbbbbbbbb $who" \
  "upgrade    aaaaaaaaaaaa $who"

scenario 'of two runners at once each step leaves one row'
new_project
for i in 1 2 3 4 5 6 7 8 9; do
  revision "a$i" "$([ $i = 1 ] || echo "a$((i - 1))")" "step $i" "CREATE TABLE t$i (x);"
done
start fz migrate upgrade head
fz migrate upgrade head 2>/dev/null || fail 'exit code 0' 'another'
finish
expect_exit 0
expect_query database.db 'SELECT count(*), count(DISTINCT revision) FROM fz_audit' '9|9'

scenario 'the table has any name but that of the version table'
new_project
three_revisions
sed -i 's/^audit_table.*/audit_table = "What happened"/' alembic.toml
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT count(*) FROM "What happened"' 3
sed -i 's/^audit_table.*/audit_table = "alembic_version"/' alembic.toml
run fz migrate log
expect_exit 2
expect_stderr_has "must be another table than 'version_table'"
