# Sourced by half_way*_test.sh: a revision that is stopped half-way in each kind of graph. The test
# gives sql STATEMENT, which runs a statement in the database.
#
# shellcheck shell=bash

# subject ID DOWN UPGRADE DOWNGRADE [HEADER]: a revision outside of transactions, both ways.
subject() {
  revision "$1" "$2" "subject" "$3" "$4"
  sed -i -e 's/^-- fz:\(up\|down\)grade$/& transaction=off/' "migrations/versions/$1_subject.sql"
  if [ $# -ge 5 ]; then
    sed -i -e "s/^-- create_date/-- $5\\n&/" "migrations/versions/$1_subject.sql"
  fi
}

# Each makes a graph around the revision `ssss`, whose sections are $1 and $2, and sets $down, the
# target of a downgrade that undoes it.
linear() {
  revision aaaa '' 'first' 'CREATE TABLE a (x INTEGER);' 'DROP TABLE a;'
  subject ssss aaaa "$1" "$2"
  down=aaaa
}

other_heads() {
  revision aaaa '' 'another' 'CREATE TABLE a (x INTEGER);' 'DROP TABLE a;'
  subject ssss '' "$1" "$2"
  down=base
}

merged() {
  revision aaaa '' 'first' 'CREATE TABLE a (x INTEGER);' 'DROP TABLE a;'
  revision bbbb aaaa 'one' '' ''
  revision cccc aaaa 'two' '' ''
  subject ssss bbbb,cccc "$1" "$2"
  down=-1
}

depending() {
  revision aaaa '' 'first' 'CREATE TABLE a (x INTEGER);' 'DROP TABLE a;'
  subject ssss '' "$1" "$2" 'depends_on = "aaaa"'
  down=base
}

labelled() {
  revision aaaa '' 'first' 'CREATE TABLE a (x INTEGER);' 'DROP TABLE a;'
  subject ssss '' "$1" "$2" 'branch_labels = ["shop"]'
  down=shop@base
}

# type_advice: runs the first command that the message advises, as a person would.
type_advice() {
  local advice
  advice=$(grep -o '`fz [^`]*`' <<<"$stderr" | head -n 1 | tr -d '`')
  [ -n "$advice" ] || fail 'advice with a command in it' "$stderr"
  # shellcheck disable=SC2086
  run $advice
}

# expect_seen DIRECTION CODE COMMAND…: it says what is half-way, and how to finish it.
expect_seen() {
  local direction=$1 code=$2
  shift 2
  run fz migrate "$@"
  expect_exit "$code"
  expect_stderr_has "The $direction of revision ssss was stopped half-way, outside of a transaction: 1 statement carried out"
  expect_stderr_has '`fz migrate resume` finishes it'
}

expect_seen_by_looks() {
  expect_seen "$1" 3 status
  expect_seen "$1" 3 current
  expect_seen "$1" 3 current --check-heads
  expect_seen "$1" 3 check
  expect_seen "$1" 3 show current
  expect_seen "$1" 3 history -i
  expect_seen "$1" 1 stamp ssss
  expect_seen "$1" 1 accept aaaa
  run fz --format json migrate status
  expect_exit 3
  local got
  got=$(jq -c '.half_way | [.revision, .direction, .statements_done, .statement_begun]' <<<"$stdout")
  [ "$got" = "[\"ssss\",\"$1\",1,null]" ] || fail 'the revision that is half-way' "$got"
}

half_way_up() {
  "$1" 'CREATE TABLE s (x INTEGER);
INSERT INTO gone VALUES (1);' 'DROP TABLE s;'
  run fz migrate upgrade heads
  expect_exit 1
  expect_stderr_has 'its first statement is kept, and it does not count as applied'
  expect_seen_by_looks upgrade
  expect_seen upgrade 1 downgrade "$down"
  expect_seen upgrade 1 downgrade "$down" --dry-run
  run fz migrate upgrade heads --dry-run
  expect_exit 0
  expect_stderr_has 'was stopped half-way'
  run fz migrate upgrade heads
  expect_exit 1
  sql 'CREATE TABLE gone (x INTEGER)'
  run fz migrate check
  type_advice
  expect_exit 0
  run fz migrate upgrade heads
  expect_exit 0
  run fz migrate check
  expect_exit 0
  [ "$(sql 'SELECT count(*) FROM gone')" = 1 ] || fail 'one row' "$(sql 'SELECT count(*) FROM gone')"
}

half_way_down() {
  "$1" 'CREATE TABLE s (x INTEGER);' 'DROP TABLE s;
INSERT INTO gone VALUES (1);'
  run fz migrate upgrade heads
  expect_exit 0
  run fz migrate downgrade -y "$down"
  expect_exit 1
  expect_stderr_has 'its first statement is kept, and it does not count as undone'
  expect_seen_by_looks downgrade
  expect_seen downgrade 1 upgrade heads
  expect_seen downgrade 1 upgrade heads --dry-run
  expect_seen downgrade 1 upgrade ssss
  run fz migrate downgrade -y "$down"
  expect_exit 1
  sql 'CREATE TABLE gone (x INTEGER)'
  run fz migrate upgrade heads
  type_advice
  expect_exit 0
  run fz migrate current --check-heads
  expect_exit 3
  expect_stderr_lacks 'half-way'
  run fz migrate upgrade heads
  expect_exit 0
  [ "$(sql 'SELECT count(*) FROM gone')" = 1 ] || fail 'one row' "$(sql 'SELECT count(*) FROM gone')"
}
