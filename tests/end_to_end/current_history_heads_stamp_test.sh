#!/usr/bin/env bash
. "${0%/*}/lib.sh"

scenario 'current of a database that does not exist prints nothing and makes nothing'
new_project
three_revisions
run fz migrate current
expect_exit 0
expect_stdout ''
expect_no_file database.db

scenario 'current follows the version table'
new_project
three_revisions
run fz migrate upgrade bbbbbbbbbbbb
run fz migrate current
expect_exit 0
expect_stdout 'bbbbbbbbbbbb'
run fz migrate upgrade head
run fz migrate current
expect_exit 0
expect_stdout 'cccccccccccc (head)'

scenario 'current --check-heads tells by its exit code'
new_project
three_revisions
run fz migrate upgrade bbbbbbbbbbbb
run fz migrate current --check-heads
expect_exit 3
run fz migrate upgrade head
run fz migrate current --check-heads
expect_exit 0

scenario 'current --format json is one document'
new_project
three_revisions
run fz migrate upgrade head
run fz --format json migrate current
expect_exit 0
expect_stdout_has '"cccccccccccc"'
jq -e . <<<"$stdout" >/dev/null || fail 'JSON' "$stdout"

scenario 'history reads newest first; heads names the tip'
new_project
three_revisions
run fz migrate history
expect_exit 0
expect_stdout 'bbbbbbbbbbbb -> cccccccccccc (head), fill t
aaaaaaaaaaaa -> bbbbbbbbbbbb, make u
<base> -> aaaaaaaaaaaa, make t'
expect_no_file database.db
run fz migrate heads
expect_exit 0
expect_stdout 'cccccccccccc (head)'

scenario 'history of a range, and with the current revision marked'
new_project
three_revisions
run fz migrate upgrade bbbbbbbbbbbb
run fz migrate history -r aaaaaaaaaaaa:bbbbbbbbbbbb
expect_exit 0
expect_stdout 'aaaaaaaaaaaa -> bbbbbbbbbbbb, make u
<base> -> aaaaaaaaaaaa, make t'
run fz migrate history -i
expect_exit 0
expect_stdout_has 'aaaaaaaaaaaa -> bbbbbbbbbbbb (current), make u'

scenario 'two heads and the branch point'
new_project
three_revisions
revision dddddddddddd bbbbbbbbbbbb 'another way' 'CREATE TABLE v (id INTEGER);' 'DROP TABLE v;'
run fz migrate heads
expect_exit 0
expect_stdout_has 'cccccccccccc (head)'
expect_stdout_has 'dddddddddddd (head)'
run fz migrate branches
expect_exit 0
expect_stdout_has 'bbbbbbbbbbbb (branchpoint)'
expect_stdout_has '-> dddddddddddd (head)'

scenario 'show prints one revision in full'
new_project
three_revisions
run fz migrate show bbbb
expect_exit 0
expect_stdout_has 'Rev: bbbbbbbbbbbb'
expect_stdout_has 'Parent: aaaaaaaaaaaa'
expect_stdout_has 'make u'
expect_no_file database.db

scenario 'stamp writes the version row and runs nothing'
new_project
three_revisions
run fz migrate stamp bbbbbbbbbbbb
expect_exit 0
expect_schema database.db ''
expect_version database.db bbbbbbbbbbbb
run fz migrate stamp head
expect_exit 0
expect_version database.db cccccccccccc
run fz migrate stamp base
expect_exit 0
expect_query database.db 'SELECT count(*) FROM alembic_version' 0

scenario 'a row that no file knows is named, and stamp --purge is the way out'
new_project
three_revisions
run fz migrate upgrade head
sqlite3 database.db "UPDATE alembic_version SET version_num = 'feedfeedfeed'"
run fz migrate upgrade head
expect_exit 1
expect_plain_error
expect_stderr_has 'feedfeedfeed'
expect_stderr_has 'alembic_version'
run fz migrate stamp --purge head
expect_exit 0
expect_version database.db cccccccccccc
