#!/usr/bin/env bash
# Ten folders as their tools' documentation teaches to write them, with what changes the session in
# them: imported, they make the same database in one run, step by step, and from the SQL script, and
# where they can be undone, the same again after the way back.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"
folders=$source_root/tests/end_to_end/folders

# content URL: schema and rows, without what fz keeps for itself.
content() {
  case $1 in
    sqlite:*)
      sqlite3 "${1#sqlite:///}" .dump |
        grep -vE 'fz_audit|alembic_version|sqlite_sequence'
      ;;
    *)
      pg_dump --inserts --no-owner -T alembic_version -T fz_audit "$(libpq_url "$1")" |
        grep -vE '^(--|$|SET |SELECT pg_catalog.set_config|\\(un)?restrict)'
      ;;
  esac
}

# The same URL for libpq's own programs.
libpq_url() { printf '%s' "$1" | sed 's/^postgresql+[a-z0-9]*:/postgresql:/'; }

# target DIALECT: a new empty database; its URL is in $url.
target() {
  if [ "$1" = sqlite ]; then
    made=$((${made:-0} + 1))
    url=sqlite:///$PWD/database$made.db
  else
    new_database
    url=$postgres_url
  fi
}

one_run() { run fz --url "$url" migrate upgrade head; expect_exit 0; }

step_by_step() {
  for ((steps = $(fz migrate history | wc -l); steps > 0; steps--)); do
    run fz --url "$url" migrate upgrade +1
    expect_exit 0
  done
  run fz --url "$url" migrate current --check-heads
  expect_exit 0
}

offline() {
  run fz --url "$url" migrate upgrade head --sql
  expect_exit 0
  cp "$work/stdout" script.sql
  case $url in
    sqlite:*) run sqlite3 -bail "${url#sqlite:///}" '.read script.sql' ;;
    *) run psql -X -q -v ON_ERROR_STOP=1 -d "$(libpq_url "$url")" -f script.sql ;;
  esac
  expect_exit 0
}

# same_as FIRST WAY
same_as() {
  content "$url" >"$2.txt"
  run diff -u "$1.txt" "$2.txt"
  expect_exit 0
}

# folder TOOL DIALECT UNDONE: `yes` where every migration of the folder can be undone.
folder() {
  scenario "$1 on $2"
  run fz import --from "$1" "$folders/$1-$2" --into .
  expect_exit 0
  target "$2"
  one_run
  content "$url" >one_run.txt
  [ "$(grep -c 'CREATE TABLE' one_run.txt)" -gt 0 ] || fail 'tables' "$(cat one_run.txt)"
  if [ "$3" = yes ]; then
    run fz --url "$url" migrate downgrade base
    expect_exit 0
    one_run
    same_as one_run and_back
  fi
  target "$2"
  step_by_step
  same_as one_run step_by_step
  target "$2"
  offline
  same_as one_run offline
}

folder goose sqlite yes
folder goose postgresql yes
folder dbmate sqlite no
folder dbmate postgresql no # a value of an enum stays
folder diesel sqlite no
folder diesel postgresql yes
folder flyway postgresql no
folder sqitch postgresql yes
folder golang-migrate postgresql no
folder sqlx sqlite no
