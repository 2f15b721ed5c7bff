#!/usr/bin/env bash
. "${0%/*}/lib.sh"

scenario 'upgrade --dry-run prints the plan and makes no file'
new_project
three_revisions
run fz migrate upgrade head --dry-run
expect_exit 0
expect_stdout_has 'aaaaaaaaaaaa'
expect_stdout_has 'bbbbbbbbbbbb'
expect_stdout_has 'cccccccccccc'
expect_no_file database.db

scenario 'upgrade --dry-run leaves every byte of a database as it was'
new_project
three_revisions
run fz migrate upgrade aaaaaaaaaaaa
expect_exit 0
before=$(sha256sum database.db)
run fz migrate upgrade head --dry-run
expect_exit 0
expect_stdout_lacks '-> aaaaaaaaaaaa'
expect_stdout_has 'cccccccccccc'
[ "$(sha256sum database.db)" = "$before" ] || fail 'the file as it was' 'changed bytes'
expect_no_file database.db-journal
expect_no_file database.db-wal

scenario 'downgrade --dry-run the same'
new_project
three_revisions
run fz migrate upgrade head
before=$(sha256sum database.db)
run fz migrate downgrade base --dry-run
expect_exit 0
expect_stdout_has 'aaaaaaaaaaaa'
[ "$(sha256sum database.db)" = "$before" ] || fail 'the file as it was' 'changed bytes'

scenario 'a dry run refuses what the run would refuse'
new_project
three_revisions
run fz migrate upgrade nosuchrevision --dry-run
expect_exit 1
expect_plain_error
expect_no_file database.db
