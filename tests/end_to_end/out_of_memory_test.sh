#!/usr/bin/env bash
. "${0%/*}/lib.sh"

# As much memory as a small container has. The program itself is mapped in it, too.
in_small_memory() {
  (
    ulimit -v 200000
    "$@"
  )
}

# A sanitizer needs more to begin with.
in_small_memory fz --version >/dev/null 2>&1 || exit 77

# long_revision ROWS: one that inserts so many rows of a kilobyte.
long_revision() {
  {
    printf -- '-- +++\n-- revision = "aaaaaaaaaaaa"\n-- +++\n-- fz:upgrade\nCREATE TABLE t (a);\n'
    awk -v rows="$1" 'BEGIN {
      text = sprintf("%1000s", ""); gsub(/ /, "x", text)
      for (i = 0; i < rows; i++) printf "INSERT INTO t VALUES (\x27%s\x27);\n", text
    }'
  } >migrations/versions/aaaaaaaaaaaa_long.sql
}

scenario 'a file that is longer than the memory is applied'
new_project
long_revision 250000
run in_small_memory fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT count(*) FROM t' 250000

scenario 'a statement that is longer than the memory is named'
new_project
{
  printf -- '-- +++\n-- revision = "aaaaaaaaaaaa"\n-- +++\n-- fz:upgrade\nSELECT 1;\n'
  printf "SELECT '"
  head -c 250000000 /dev/zero | tr '\0' x
  printf "';\n"
} >migrations/versions/aaaaaaaaaaaa_long.sql
run in_small_memory fz migrate upgrade head
expect_exit 1
expect_plain_error
expect_stderr_has 'aaaaaaaaaaaa_long.sql:6:1: There is not enough memory for the statement that begins here.'
