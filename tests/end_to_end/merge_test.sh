#!/usr/bin/env bash
. "${0%/*}/lib.sh"

refused() {
  local before
  before=$(find . | sort)
  run "$@"
  expect_exit 1
  expect_plain_error
  [ "$(find . | sort)" = "$before" ] || fail "only: $before" "$(find . | sort)"
}

two_heads() {
  new_project
  three_revisions
  revision dddddddddddd bbbbbbbbbbbb 'another way' 'CREATE TABLE v (id INTEGER);' 'DROP TABLE v;'
}

merged=migrations/versions/eeeeeeeeeeee_join.sql

scenario 'two heads become one'
two_heads
run fz migrate merge cccc dddd -m join --rev-id eeeeeeeeeeee
expect_exit 0
expect_stdout "Generating $PWD/$merged ...  done"
grep -qx -- '-- down_revision = \["cccccccccccc", "dddddddddddd"\]' $merged || fail 'both' "$(cat $merged)"
run fz migrate heads
expect_stdout 'eeeeeeeeeeee (head)'
run fz migrate upgrade head
expect_exit 0
expect_version database.db eeeeeeeeeeee
run fz migrate downgrade -1
expect_exit 0
expect_version database.db cccccccccccc dddddddddddd

scenario 'heads are all of them'
two_heads
revision ffffffffffff '' 'from elsewhere' 'SELECT 1;' 'SELECT 1;'
run fz --format json migrate merge heads --rev-id eeeeeeeeeeee -m join --branch-label whole
expect_exit 0
expect_stdout_has '"whole"'
run fz migrate history -r eeee:
expect_stdout 'cccccccccccc, dddddddddddd, ffffffffffff -> eeeeeeeeeeee (whole) (head) (mergepoint), join'

scenario 'without a message'
two_heads
run fz migrate merge heads --rev-id eeeeeeeeeeee
expect_exit 0
expect_file migrations/versions/eeeeeeeeeeee_.sql

scenario 'what is no merge is refused'
two_heads
refused fz migrate merge cccc -m join
expect_stderr "error: A merge joins two revisions or more, but 'cccc' is only cccccccccccc. Heads: cccccccccccc and dddddddddddd."
refused fz migrate merge cccc cccccccccccc -m join
expect_stderr_has 'Duplicate head revisions specified: cccccccccccc is named twice.'
refused fz migrate merge aaaa dddd -m join
expect_stderr_has 'Revision aaaaaaaaaaaa is not a head revision.'
refused fz migrate merge cccc zzzz -m join
expect_stderr_has "Can't locate revision identified by 'zzzz'"
refused fz migrate merge heads --rev-id aaaaaaaaaaaa
refused fz migrate merge base -m join
run fz migrate merge
expect_exit 2
run fz migrate merge heads --rev-id eeeeeeeeeeee
refused fz migrate merge heads
expect_stderr_has "'heads' is only eeeeeeeeeeee"

scenario 'there is nothing to merge in an empty project'
new_project
refused fz migrate merge heads
expect_stderr_has 'matches no revision'
