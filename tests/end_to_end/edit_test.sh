#!/usr/bin/env bash
. "${0%/*}/lib.sh"

unset VISUAL EDITOR
versions=$PWD

project() {
  new_project
  three_revisions
  versions=$PWD/migrations/versions
}

scenario 'VISUAL, then EDITOR, with their arguments'
project
EDITOR='echo editor --wait' run fz migrate edit head
expect_exit 0
expect_stdout "editor --wait $versions/cccccccccccc_fill_t.sql"
VISUAL='echo visual' EDITOR=false run fz migrate edit aaaa
expect_exit 0
expect_stdout "visual $versions/aaaaaaaaaaaa_make_t.sql"
VISUAL='' EDITOR='echo editor' run fz migrate edit bbbb
expect_stdout_has 'editor '

scenario 'the first editor that is installed'
project
mkdir only
ln -s "$(command -v fz)" only/fz
printf '#!/bin/sh\necho "$0 $1"\n' >only/vi
chmod +x only/vi
run env "PATH=$PWD/only" fz migrate edit head
expect_exit 0
expect_stdout "$PWD/only/vi $versions/cccccccccccc_fill_t.sql"
cp only/vi only/nano
run env "PATH=$PWD/only" fz migrate edit head
expect_stdout_has 'only/nano '
rm only/vi only/nano
run env "PATH=$PWD/only" fz migrate edit head
expect_exit 2
expect_stderr 'error: No editor was found; name yours in the environment variable VISUAL or EDITOR.'

scenario 'several files at once, and names in which a shell would find something'
mkdir 'a "b" $(touch pwned)'
cd 'a "b" $(touch pwned)' || exit 1
project
revision dddddddddddd bbbbbbbbbbbb 'another way' 'SELECT 1;' 'SELECT 1;'
EDITOR="printf '%s\n'" run fz migrate edit heads
expect_exit 0
expect_stdout "$versions/cccccccccccc_fill_t.sql
$versions/dddddddddddd_another_way.sql"
expect_no_file pwned

scenario 'current'
project
EDITOR=echo run fz migrate edit current
expect_exit 1
expect_stderr_has 'No current revisions'
expect_no_file database.db
run fz migrate upgrade bbbb
EDITOR=echo run fz migrate edit current
expect_exit 0
expect_stdout "$versions/bbbbbbbbbbbb_make_u.sql"

scenario 'what stands for no file'
project
EDITOR=echo run fz migrate edit base
expect_exit 1
expect_stderr "error: No revision files indicated by symbol 'base'."
EDITOR=echo run fz migrate edit zzzz
expect_exit 1
expect_stderr_has "Can't locate revision identified by 'zzzz'"
EDITOR=echo run fz migrate edit aaaa bbbb
expect_exit 2

scenario 'an editor that fails'
project
EDITOR='exit 3;' run fz migrate edit head
expect_exit 1
expect_stderr "error: Error executing editor 'exit 3;' (exit status 3)."
EDITOR=no-such-editor run fz migrate edit head
expect_exit 1
expect_stderr "error: Cannot run 'no-such-editor': No such file or directory."

scenario 'the file is what the editor made of it'
project
EDITOR="sed -i 's/id INTEGER/name TEXT/'" run fz migrate edit aaaa
expect_exit 0
run fz migrate upgrade aaaa
expect_schema database.db 'CREATE TABLE t (name TEXT);'

for editor in ./editor './editor --wait'; do
  scenario "Ctrl-C is for the editor: $editor"
  project
  cat >editor <<'SH'
#!/bin/sh
trap 'touch heard; exit 0' INT
touch open
while :; do sleep 0.05; done
SH
  chmod +x editor
  # A process group of its own, as a terminal makes one: the key reaches everyone in it.
  EDITOR=$editor start setsid fz migrate edit head
  wait_until 'the editor is open' test -e open
  kill -INT -- "-$pid"
  finish
  expect_exit 0
  expect_file heard
done

scenario 'SIGTERM ends both'
project
EDITOR='touch open; exec sleep 1000 #' start fz migrate edit head
wait_until 'the editor is open' test -e open
kill -TERM "$pid"
finish
expect_exit 130
