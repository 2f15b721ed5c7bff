#!/usr/bin/env bash
. "${0%/*}/lib.sh"

scenario 'init makes an environment that works at once'
run fz init
expect_exit 0
expect_file alembic.toml
expect_file migrations/versions
run fz migrate heads
expect_exit 0
expect_stdout ''
run fz migrate upgrade head
expect_exit 0
run fz migrate current
expect_exit 0
expect_stdout ''

scenario 'a new revision is written, found and applied'
new_project
run fz migrate revision -m 'add a column' --rev-id aaaaaaaaaaaa
expect_exit 0
expect_file migrations/versions/aaaaaaaaaaaa_add_a_column.sql
run fz migrate upgrade head
expect_exit 0
expect_version database.db aaaaaaaaaaaa
run fz migrate revision -m 'and another' --rev-id bbbbbbbbbbbb
expect_exit 0
run fz migrate history
expect_stdout 'aaaaaaaaaaaa -> bbbbbbbbbbbb (head), and another
<base> -> aaaaaaaaaaaa, add a column'

scenario 'an id that is taken is refused before a file is written'
new_project
run fz migrate revision -m one --rev-id aaaaaaaaaaaa
run fz migrate revision -m two --rev-id aaaaaaaaaaaa
expect_exit 1
expect_plain_error
expect_no_file migrations/versions/aaaaaaaaaaaa_two.sql

scenario 'init never overwrites'
echo '# mine' >alembic.toml
run fz init
[ "$(cat alembic.toml)" = '# mine' ] || fail 'alembic.toml as it was' "$(cat alembic.toml)"

scenario 'from a folder below, the nearest alembic.toml above is found'
new_project
three_revisions
mkdir -p a/b
cd a/b || exit 1
run fz migrate upgrade head
expect_exit 0
cd ../.. || exit 1
expect_version database.db cccccccccccc
