#!/usr/bin/env bash
. "${0%/*}/lib.sh"

refused() {
  [ "$exit_code" = 1 ] || [ "$exit_code" = 2 ] || fail 'exit code 1 or 2' "$exit_code"
  expect_plain_error
  expect_no_file database.db
}

scenario 'an unknown target'
new_project
three_revisions
run fz migrate upgrade 999999
refused
expect_stderr_has "Can't locate revision identified by '999999'"

scenario 'the beginning of two ids'
new_project
three_revisions
revision abababababab cccccccccccc 'more' 'SELECT 1;' 'SELECT 1;'
run fz migrate upgrade a
refused
expect_stderr_has 'aaaaaaaaaaaa'
expect_stderr_has 'abababababab'

scenario 'head where there are two'
new_project
three_revisions
revision dddddddddddd bbbbbbbbbbbb 'another way' 'SELECT 1;' 'SELECT 1;'
run fz migrate upgrade head
refused
expect_stderr_has 'heads'
expect_stderr_has 'cccccccccccc'
expect_stderr_has 'dddddddddddd'

scenario 'further up than there are revisions'
new_project
three_revisions
run fz migrate upgrade +4
refused
expect_stderr_has "Relative revision +4 didn't produce 4 migrations"

scenario 'further down than there are revisions'
new_project
three_revisions
run fz migrate upgrade head
expect_exit 0
run fz migrate downgrade -4
[ "$exit_code" = 1 ] || [ "$exit_code" = 2 ] || fail 'exit code 1 or 2' "$exit_code"
expect_plain_error
expect_stderr_has "Relative revision -4 didn't produce 4 migrations"
expect_version database.db cccccccccccc

scenario 'down by one with two rows names the branches instead of taking one'
new_project
three_revisions
revision dddddddddddd bbbbbbbbbbbb 'another way' 'CREATE TABLE v (id INTEGER);' 'DROP TABLE v;'
run fz migrate upgrade heads
expect_exit 0
run fz migrate downgrade -1
[ "$exit_code" = 1 ] || [ "$exit_code" = 2 ] || fail 'exit code 1 or 2' "$exit_code"
expect_stderr_has 'cccccccccccc'
expect_stderr_has 'dddddddddddd'
expect_version database.db cccccccccccc dddddddddddd

# Alembic ends these in a traceback.
for target in head+1 head-9 'head+1zzz' '@' '' '+' '-' 'a:b:c' ':head' '+0' '+99999999999999999999'; do
  scenario "odd target '$target' is a sentence, not a crash"
  new_project
  three_revisions
  run fz migrate upgrade "$target"
  refused
done

scenario 'upgrade to a revision that is behind is done already'
new_project
three_revisions
run fz migrate upgrade head
run fz migrate upgrade aaaaaaaaaaaa
expect_exit 0
expect_version database.db cccccccccccc
