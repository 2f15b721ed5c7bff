#!/usr/bin/env bash
# The changed file of an applied revision is right after all: `fz migrate accept` records that.
. "${0%/*}/lib.sh"

scenario 'what check advises is typed, and check and status are quiet then'
new_project
three_revisions
run fz migrate upgrade head
echo '-- a comment' >>migrations/versions/aaaaaaaaaaaa_make_t.sql
echo '-- a comment' >>migrations/versions/bbbbbbbbbbbb_make_u.sql
run fz migrate check
expect_exit 3
expect_stderr_has 'If the change is intended, `fz migrate accept aaaaaaaaaaaa bbbbbbbbbbbb` records it.'
run fz migrate accept aaaaaaaaaaaa
expect_exit 0
expect_stdout 'Accepted the file of revision aaaaaaaaaaaa as it is now'
run fz migrate check
expect_exit 3
expect_stderr_has '`fz migrate accept bbbbbbbbbbbb`'
run fz migrate accept aaaa bbbb
expect_exit 0
expect_stdout 'Accepted the file of revision bbbbbbbbbbbb as it is now
The file of revision aaaaaaaaaaaa has not changed since it was applied'
run fz migrate check
expect_exit 0
run fz migrate status
expect_exit 0
expect_stdout_lacks Changed

# The audit trail keeps who accepted what, and when.
run fz --format json migrate log -n 1
got=$(jq -c '.entries[0] | [.revision, .direction, .duration, (.sha256 | length), (.started | length), (.who | length > 0)]' <<<"$stdout")
[ "$got" = '["bbbbbbbbbbbb","accept",0,64,24,true]' ] || fail 'the entry' "$got"
run fz migrate log
expect_exit 0
expect_stdout_has 'accept     bbbbbbbbbbbb'

# A file that changes again is found again.
echo '-- more' >>migrations/versions/bbbbbbbbbbbb_make_u.sql
run fz migrate check
expect_exit 3
run fz --format json migrate accept bbbb cccc
expect_exit 0
[ "$(jq -c . <<<"$stdout")" = '{"accepted":["bbbbbbbbbbbb"],"unchanged":["cccccccccccc"]}' ] ||
  fail 'two lists' "$stdout"

scenario 'what cannot be accepted is refused, and nothing is recorded'
new_project
three_revisions
run fz migrate upgrade bbbb
echo '-- more' >>migrations/versions/aaaaaaaaaaaa_make_t.sql
run fz migrate accept aaaa cccc
expect_exit 1
expect_stderr_has 'Revision cccccccccccc is not applied'
run fz migrate check
expect_stderr_has 'aaaaaaaaaaaa_make_t.sql has changed'
run fz migrate accept ffff
expect_exit 1
run fz migrate accept
expect_exit 2
sed -i /audit_table/d alembic.toml
run fz migrate accept aaaa
expect_exit 2
expect_plain_error
expect_stderr_has 'No audit trail is kept'
