#!/usr/bin/env bash
# A run over a fleet is killed at moments that chance chooses, FZ_ROUNDS times; the same command goes
# on each time. In the end every revision was carried out once on every target.
. "${0%/*}/lib.sh"

rounds=${FZ_ROUNDS:-12}
files=30

# at_boundary: each file has the tables of the revision that its version table names, and no others.
# (A file that was killed in its first transaction has neither, once SQLite has rolled it back.)
at_boundary() {
  local file got tables version
  for file in data/*.db; do
    [ -s "$file" ] || continue
    tables=$(sqlite3 "$file" "SELECT count(*) FROM sqlite_schema WHERE name LIKE 't_'")
    version=$(sqlite3 "$file" 'SELECT version_num FROM alembic_version' 2>/dev/null)
    got="${version:-base}|$tables"
    case $got in
      'base|0' | 'aaaaaaaaaaa1|1' | 'aaaaaaaaaaa2|2' | 'aaaaaaaaaaa3|3' | 'aaaaaaaaaaa4|4') ;;
      *) fail "a boundary in $file" "$got" ;;
    esac
  done
}

scenario 'killed again and again, every target is at a boundary, and the end is the same'
new_project
printf '\n[fleet]\nfiles = "data/*.db"\ncanary = 2\nwaves = "20%%, rest"\njobs = 4\n' >>alembic.toml
for n in 1 2 3 4; do
  revision "aaaaaaaaaaa$n" "$([ $n = 1 ] || printf 'aaaaaaaaaaa%d' $((n - 1)))" "make t$n" \
    "CREATE TABLE t$n (x); INSERT INTO t$n VALUES ($n);" "DROP TABLE t$n;"
done
finished=0
for ((round = 1; round <= rounds; round++)); do
  if [ "$finished" = 0 ] && [ -d data ]; then :; else
    rm -rf data && mkdir data
    for ((i = 1; i <= files; i++)); do : >"data/f$(printf %02d "$i").db"; done
  fi
  start fz fleet upgrade head -q
  sleep "0.$(printf %03d $((RANDOM % 500)))"
  finished=0
  kill -9 "$pid" 2>/dev/null
  finish 2>/dev/null
  if [ "$exit_code" = 0 ]; then finished=1; fi
  at_boundary
done
run fz fleet upgrade head
expect_exit 0
expect_no_file .fz-fleet.journal
for file in data/*.db; do
  expect_version "$file" aaaaaaaaaaa4
  expect_query "$file" 'SELECT t1.x, t2.x, t3.x, t4.x FROM t1, t2, t3, t4' '1|2|3|4'
done
