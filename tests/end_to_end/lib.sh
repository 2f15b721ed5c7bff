# Sourced by every *_test.sh. A script is a list of scenarios; in each, commands are run and what
# they leave is stated: exit code, output, schema, rows. The first surprise ends the script.
#
#   . "${0%/*}/lib.sh"
#   scenario 'upgrade head applies every revision'
#   new_project
#   revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);' 'DROP TABLE t;'
#   run fz migrate upgrade head
#   expect_exit 0
#   expect_schema database.db 'CREATE TABLE t (id INTEGER);'
#
# FZ names the program to test. Every scenario starts in an empty folder that is removed at the end.
# shellcheck shell=bash

set -u
: "${FZ:?FZ must name the fz program to test}"
source_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/fz-test.XXXXXX")
chmod 755 "$work"
mkdir "$work/bin"
ln -s "$(realpath "$FZ")" "$work/bin/fz"
PATH="$work/bin:$PATH"

unset DATABASE_URL FZ_PASSWORD NO_COLOR CLICOLOR_FORCE
export LC_ALL=C.UTF-8 HOME="$work"
exec </dev/null
ulimit -c 0
ulimit -t 110 # a program left behind by a killed script does not run for ever

scenario_number=0
scenario_name=
revision_number=0
command_line=
exit_code=
stdout=
stderr=

clean_up() {
  local status=$?
  local pids
  pids=$(jobs -p)
  # shellcheck disable=SC2086
  [ -z "$pids" ] || kill -9 $pids 2>/dev/null
  cd /
  if [ -n "${FZ_TEST_MOUNTS:-}" ]; then umount -l "$work"/*/disk 2>/dev/null; fi
  rm -rf "$work"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

# scenario 'what it shows': begins anew in an empty folder.
scenario() {
  scenario_name=$1
  scenario_number=$((scenario_number + 1))
  revision_number=0
  mkdir "$work/$scenario_number"
  cd "$work/$scenario_number" || exit 1
}

# fail EXPECTED GOT: says where and what, and ends the script.
fail() {
  local frame=0
  while [ "${BASH_SOURCE[$frame]}" = "${BASH_SOURCE[0]}" ]; do frame=$((frame + 1)); done
  {
    printf '%s:%s: %s\n' "${BASH_SOURCE[$frame]}" "${BASH_LINENO[$((frame - 1))]}" "$scenario_name"
    printf '  command:  %s (exit code %s)\n' "$command_line" "$exit_code"
    printf '  expected: %s\n' "$1"
    printf '  got:      %s\n' "$2"
    printf '  stdout: | %s\n' "${stdout//$'\n'/$'\n          | '}"
    printf '  stderr: | %s\n' "${stderr//$'\n'/$'\n          | '}"
  } >&2
  exit 1
}

# skip 'why': tells that the rest of a script cannot be shown here.
skip() { printf 'skipped: %s\n' "$*"; }

# run COMMAND…: keeps stdout, stderr and the exit code for the expectations that follow.
run() {
  command_line="$*"
  exit_code=0
  "$@" >"$work/stdout" 2>"$work/stderr" || exit_code=$?
  collect
}

collect() {
  # A NUL would end the text: it must not vanish unseen.
  stdout=$(tr '\000' '\001' <"$work/stdout")
  stderr=$(tr '\000' '\001' <"$work/stderr")
}

# start COMMAND…: like run, but returns at once; finish waits for it. $pid is its process.
start() {
  command_line="$*"
  exit_code=running
  : >"$work/stdout"
  : >"$work/stderr" # what is read from now on is this command's
  # A shell without job control makes its background processes ignore SIGINT.
  env --default-signal=INT,TERM "$@" >"$work/stdout" 2>"$work/stderr" &
  pid=$!
}

finish() {
  exit_code=0
  wait "$pid" || exit_code=$?
  collect
}

# wait_until 'what' COMMAND…: asks again and again until the command succeeds.
wait_until() {
  local what=$1 tries
  shift
  for ((tries = 0; tries < 1200; tries++)); do
    "$@" && return
    sleep 0.05
  done
  collect
  fail "$what" 'it did not happen within a minute'
}

# True once process $pid has used a quarter of a second of processor time since the first question.
is_at_work() {
  local fields used
  read -r -a fields <"/proc/$pid/stat" 2>/dev/null || return 1
  used=$((fields[13] + fields[14]))
  : "${used_before:=$used}"
  ((used >= used_before + 25))
}

# wait_until_in_step FILE ROW: $pid is inside the step up from ROW and busy with a statement. The
# database itself is not asked: it may be locked from now on.
wait_until_in_step() {
  unset used_before
  wait_until "the step up from $2" grep -q "Running upgrade $2 -> " "$work/stderr"
  wait_until "a transaction on $1" test -e "$1-journal" -o -s "$1-wal"
  wait_until 'a statement at work' is_at_work
}

expect_exit() {
  [ "$exit_code" = "$1" ] || fail "exit code $1" "exit code $exit_code"
}

# expect_stdout TEXT: exactly this, apart from line ends at the end.
expect_stdout() {
  [ "$stdout" = "$1" ] || fail "stdout is: $1" "$stdout"
}

expect_stdout_has() {
  [[ $stdout == *"$1"* ]] || fail "stdout has: $1" "$stdout"
}

expect_stdout_lacks() {
  [[ $stdout != *"$1"* ]] || fail "stdout lacks: $1" "$stdout"
}

# expect_stderr TEXT: exactly this, apart from line ends at the end.
expect_stderr() {
  [ "$stderr" = "$1" ] || fail "stderr is: $1" "$stderr"
}

expect_stderr_has() {
  [[ $stderr == *"$1"* ]] || fail "stderr has: $1" "$stderr"
}

expect_stderr_lacks() {
  [[ $stderr != *"$1"* ]] || fail "stderr lacks: $1" "$stderr"
}

# One sentence for a person: no trace of the inside of the program.
expect_plain_error() {
  [ -n "$stderr" ] || fail 'a message on stderr' 'nothing'
  expect_stderr_lacks 'terminate called'
  expect_stderr_lacks 'std::'
  expect_stderr_lacks 'Sanitizer'
  expect_stdout ''
}

squeeze() { tr -s ' \t\n' ' ' | sed 's/^ //; s/ $//'; }

# expect_schema FILE SQL: the whole schema but fz's own tables, in the order it was made; blanks and
# line ends count as one blank.
expect_schema() {
  local got expected
  got=$(sqlite3 "$1" "SELECT sql || ';' FROM sqlite_schema
    WHERE sql IS NOT NULL AND tbl_name NOT IN ('alembic_version', 'fz_audit')
    ORDER BY rowid" 2>&1 | squeeze)
  expected=$(squeeze <<<"$2")
  [ "$got" = "$expected" ] || fail "schema of $1: $expected" "$got"
}

# expect_query FILE SQL RESULT: as the sqlite3 shell prints it (a|b, one line a row).
expect_query() {
  local got
  got=$(sqlite3 "$1" "$2" 2>&1)
  [ "$got" = "$3" ] || fail "$2: $3" "$got"
}

# expect_version FILE ROW…: the rows of the version table, in the order of their ids.
expect_version() {
  local file=$1
  shift
  expect_query "$file" 'SELECT version_num FROM alembic_version ORDER BY 1' "$(printf '%s\n' "$@")"
}

expect_no_file() {
  [ ! -e "$1" ] || fail "no file $1" "it is there"
}

expect_file() {
  [ -e "$1" ] || fail "a file $1" "$(ls -A)"
}

# new_project: what `fz init` makes, with its database in database.db.
new_project() {
  run fz init
  expect_exit 0
  expect_file alembic.toml
  expect_file migrations/versions
}

# own_project: this project's own environment, with the users table.
own_project() {
  cp -r "$source_root/alembic.toml" "$source_root/migrations" .
}

# revision ID DOWN MESSAGE UPGRADE [DOWNGRADE]: writes a revision file. DOWN is '', an id, or ids
# with commas between them; without DOWNGRADE the section is missing.
revision() {
  local id=$1 down=$2 message=$3 upgrade=$4
  revision_number=$((revision_number + 1))
  case $down in
    *,*) down="[\"${down//,/\", \"}\"]" ;;
    *) down="\"$down\"" ;;
  esac
  {
    printf -- '-- +++\n'
    printf -- '-- revision = "%s"\n' "$id"
    printf -- '-- down_revision = %s\n' "$down"
    printf -- '-- message = "%s"\n' "$message"
    printf -- '-- create_date = 2024-06-01T00:00:%02dZ\n' "$revision_number"
    printf -- '-- +++\n\n'
    printf -- '-- fz:upgrade\n%s\n' "$upgrade"
    if [ $# -ge 5 ]; then
      printf -- '\n-- fz:downgrade\n%s\n' "$5"
    fi
  } >"migrations/versions/${id}_${message// /_}.sql"
}

# three_revisions: a chain that most scenarios start from.
three_revisions() {
  revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);' 'DROP TABLE t;'
  revision bbbbbbbbbbbb aaaaaaaaaaaa 'make u' 'CREATE TABLE u (id INTEGER);' 'DROP TABLE u;'
  revision cccccccccccc bbbbbbbbbbbb 'fill t' 'INSERT INTO t VALUES (1);' 'DELETE FROM t;'
}

# Statements that run for hours: sqlite3_interrupt stops the first; the second, one call of a
# function, never looks.
# shellcheck disable=SC2034
endless='INSERT INTO t
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000000000)
  SELECT count(*) FROM n;'
# shellcheck disable=SC2034
deaf="INSERT INTO t
  SELECT instr(printf('%.*c', 60000000, 'a'), printf('%.*c', 30000000, 'a') || 'b');"
