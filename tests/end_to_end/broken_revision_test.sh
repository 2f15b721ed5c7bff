#!/usr/bin/env bash
. "${0%/*}/lib.sh"

# Whatever is broken, nothing has run: there is not even a database file.
refused() {
  expect_exit 1
  expect_plain_error
  expect_no_file database.db
}

scenario 'front matter that is not TOML is an error with file and line'
new_project
three_revisions
cat >migrations/versions/dddddddddddd_broken.sql <<'END'
-- +++
-- revision = "dddddddddddd"
-- down_revision = cccc cccc
-- +++

-- fz:upgrade
SELECT 1;
END
run fz migrate upgrade head
refused
expect_stderr_has 'dddddddddddd_broken.sql:3'

scenario 'front matter that does not end'
new_project
printf -- '-- +++\n-- revision = "dddddddddddd"\n\n-- fz:upgrade\nSELECT 1;\n' \
  >migrations/versions/dddddddddddd_open.sql
run fz migrate upgrade head
refused
expect_stderr_has 'dddddddddddd_open.sql'

scenario 'a revision without its id'
new_project
printf -- '-- +++\n-- message = "no id"\n-- +++\n\n-- fz:upgrade\nSELECT 1;\n' \
  >migrations/versions/no_id.sql
run fz migrate upgrade head
refused
expect_stderr_has 'no_id.sql'
expect_stderr_has 'revision'

scenario 'an id that two files claim: both are named'
new_project
three_revisions
revision bbbbbbbbbbbb aaaaaaaaaaaa 'copy' 'CREATE TABLE v (id INTEGER);' 'DROP TABLE v;'
run fz migrate upgrade head
refused
expect_stderr_has 'bbbbbbbbbbbb_make_u.sql'
expect_stderr_has 'bbbbbbbbbbbb_copy.sql'

scenario 'a down_revision that no file has'
new_project
three_revisions
revision dddddddddddd 012345678901 'orphan' 'SELECT 1;' 'SELECT 1;'
run fz migrate upgrade head
refused
expect_stderr_has '012345678901'
expect_stderr_has 'dddddddddddd_orphan.sql'

scenario 'a cycle'
new_project
revision aaaaaaaaaaaa bbbbbbbbbbbb 'one' 'SELECT 1;' 'SELECT 1;'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'two' 'SELECT 1;' 'SELECT 1;'
run fz migrate upgrade head
refused
expect_stderr_has 'aaaaaaaaaaaa'
expect_stderr_has 'bbbbbbbbbbbb'

scenario 'an id with a character that targets use'
new_project
revision aa+bb '' 'odd' 'SELECT 1;' 'SELECT 1;'
run fz migrate upgrade head
refused
expect_stderr_has 'aa+bb'

scenario 'an id that the version table cannot hold'
new_project
revision aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa '' 'long' 'SELECT 1;' 'SELECT 1;'
run fz migrate upgrade head
refused
expect_stderr_has 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
expect_stderr_has '32'

scenario 'SQL before the first section'
new_project
revision aaaaaaaaaaaa '' 'early' 'SELECT 1;' 'SELECT 1;'
sed -i 's/^-- fz:upgrade$/SELECT 0;\n&/' migrations/versions/aaaaaaaaaaaa_early.sql
run fz migrate upgrade head
refused
expect_stderr_has 'aaaaaaaaaaaa_early.sql:8'

scenario 'a section of an unknown name'
new_project
revision aaaaaaaaaaaa '' 'typo' 'SELECT 1;' 'SELECT 1;'
sed -i 's/^-- fz:upgrade$/-- fz:upgarde/' migrations/versions/aaaaaaaaaaaa_typo.sql
run fz migrate upgrade head
refused
expect_stderr_has 'aaaaaaaaaaaa_typo.sql:8'
expect_stderr_has 'upgarde'

scenario 'a folder in the place of a file'
new_project
three_revisions
mkdir migrations/versions/dddddddddddd_folder.sql
run fz migrate upgrade head
[ "$exit_code" -le 1 ] || fail 'exit code 0 or 1' "$exit_code"
expect_stderr_has 'dddddddddddd_folder.sql'

scenario 'a dangling link cannot be read'
new_project
three_revisions
ln -s nowhere migrations/versions/dddddddddddd_link.sql
run fz migrate upgrade head
refused
expect_stderr_has 'dddddddddddd_link.sql'

if [ "$(id -u)" -ne 0 ]; then
  scenario 'a file without the right to read it'
  new_project
  three_revisions
  chmod 000 migrations/versions/cccccccccccc_fill_t.sql
  run fz migrate upgrade head
  refused
  expect_stderr_has 'cccccccccccc_fill_t.sql'
fi

scenario 'a stray file is a warning, not an obstacle'
new_project
three_revisions
echo 'print("hello")' >migrations/versions/helper.py
echo 'notes' >migrations/versions/notes.sql.orig
run fz migrate upgrade head
expect_exit 0
expect_version database.db cccccccccccc

scenario 'a missing downgrade section stops the plan before its first step'
new_project
three_revisions
revision dddddddddddd cccccccccccc 'one way' 'CREATE TABLE v (id INTEGER);'
revision eeeeeeeeeeee dddddddddddd 'last' 'CREATE TABLE w (id INTEGER);' 'DROP TABLE w;'
run fz migrate upgrade head
expect_exit 0
before=$(sha256sum database.db)
run fz migrate downgrade base
expect_exit 1
expect_plain_error
expect_stderr_has 'dddddddddddd'
expect_stderr_has 'downgrade'
expect_stderr_lacks 'Running downgrade'
expect_version database.db eeeeeeeeeeee
[ "$(sha256sum database.db)" = "$before" ] || fail 'the file as it was' 'changed bytes'

scenario 'control characters of a file never reach the terminal'
new_project
revision aaaaaaaaaaaa '' 'x' 'SELECT 1;' 'SELECT 1;'
sed -i 's/^-- message = .*/-- message = "a\\u001b[31mred"/' migrations/versions/aaaaaaaaaaaa_x.sql
run fz migrate history
expect_exit 0
expect_stdout_lacks $'\e'
run fz migrate upgrade head
expect_exit 0
expect_stderr_lacks $'\e'
