#!/usr/bin/env bash
# For each tool: what a second import adds, and what broken files of every kind come to.
. "${0%/*}/lib.sh"

tools='dbmate goose golang-migrate flyway diesel sqlx sqitch'
if command -v alembic >/dev/null; then tools="$tools alembic"; fi

file() {
  mkdir -p "$(dirname "$1")"
  cat >"$1"
}

# migration TOOL NUMBER: a migration that makes the table tNUMBER, in the folder src.
migration() {
  local up="CREATE TABLE t$2 (id INTEGER);" down="DROP TABLE t$2;"
  case $1 in
    dbmate) file "src/$2_t.sql" <<<"-- migrate:up
$up
-- migrate:down
$down" ;;
    goose) file "src/$2_t.sql" <<<"-- +goose Up
$up
-- +goose Down
$down" ;;
    golang-migrate) file "src/$2_t.up.sql" <<<"$up"; file "src/$2_t.down.sql" <<<"$down" ;;
    flyway) file "src/V$2__t.sql" <<<"$up"; file "src/U$2__t.sql" <<<"$down" ;;
    diesel) file "src/$2_t/up.sql" <<<"$up"; file "src/$2_t/down.sql" <<<"$down" ;;
    sqlx) file "src/$2_t.up.sql" <<<"$up"; file "src/$2_t.down.sql" <<<"$down" ;;
    sqitch)
      [ -e src/sqitch.plan ] || file src/sqitch.plan <<<'%project=p'
      echo "t$2 2020-01-01T00:00:00Z Me <m@x>" >>src/sqitch.plan
      file "src/deploy/t$2.sql" <<<"$up"
      file "src/revert/t$2.sql" <<<"$down"
      ;;
    alembic) alembic_migration "$2" "$up" "$down" ;;
  esac
}

alembic_migration() {
  [ -e src/alembic.ini ] || file src/alembic.ini <<<$'[alembic]\nscript_location = alembic'
  [ -e src/alembic/env.py ] || file src/alembic/env.py <<'END'
from alembic import context

context.configure(url="sqlite://", literal_binds=True)
with context.begin_transaction():
    context.run_migrations()
END
  local parent="\"r$(($1 - 1))\""
  [ "$1" -gt 1 ] || parent=None
  file "src/alembic/versions/r$1_t.py" <<END
from alembic import op

revision = "r$1"
down_revision = $parent


def upgrade():
    op.execute("$2")


def downgrade():
    op.execute("$3")
END
}

# file_of TOOL NUMBER: where its SQL is.
file_of() {
  case $1 in
    dbmate | goose) echo "src/$2_t.sql" ;;
    golang-migrate | sqlx) echo "src/$2_t.up.sql" ;;
    flyway) echo "src/V$2__t.sql" ;;
    diesel) echo "src/$2_t/up.sql" ;;
    sqitch) echo "src/deploy/t$2.sql" ;;
    alembic) echo "src/alembic/versions/r$2_t.py" ;;
  esac
}

# files FOLDER: everything in it, with digests.
files() { find "$1" -type f -exec sha256sum {} + 2>/dev/null | sort; }

for tool in $tools; do
  scenario "$tool: a second import adds what is new and changes nothing that is there"
  export DATABASE_URL=sqlite:///database.db
  for ((i = 1; i <= 3; i++)); do migration "$tool" "$i"; done
  run fz import src --from "$tool" --into . --dialect sqlite
  expect_exit 0
  run fz migrate upgrade head
  expect_exit 0
  files migrations >before
  run fz import src --from "$tool" --into .
  expect_exit 0
  expect_stdout_has "Imported 0 migrations of $tool into migrations/versions; 3 were there already."
  files migrations | diff before - || fail 'nothing changed' 'something did'
  for ((i = 4; i <= 5; i++)); do migration "$tool" "$i"; done
  run fz import src --from "$tool" --into .
  expect_exit 0
  expect_stdout_has "Imported 2 migrations of $tool into migrations/versions; 3 were there already."
  files migrations | comm -23 before - >gone
  [ ! -s gone ] || fail 'the first three as they were' "$(cat gone)"
  [ "$(files migrations | wc -l)" = 5 ] || fail 'two more files' "$(ls migrations/versions)"
  run fz migrate upgrade head
  expect_exit 0
  expect_query database.db "SELECT count(*) FROM sqlite_schema WHERE name LIKE 't_'" 5
  # All at once is the same as one after the other.
  run fz import src --from "$tool" --into whole --dialect sqlite
  diff -r migrations whole/migrations || fail 'the same files' 'others'
  run fz migrate downgrade base -y
  expect_exit 0
  expect_query database.db "SELECT count(*) FROM sqlite_schema WHERE name LIKE 't_'" 0
done

empty() { : >"$1"; }
folder() { rm "$1" && mkdir "$1"; }
link_to_itself() { rm "$1" && ln -s "${1##*/}" "$1"; }
links_between_folders() { ln -s . src/same && ln -s .. src/above; }
latin_1() { printf '\n-- \xe9\n' >>"$1"; }
utf_16() { iconv -t UTF-16 <"$1" >copy && cp copy "$1"; }
nul() { printf '\n-- \0\n' >>"$1"; }
pipe() { rm "$1" && mkfifo "$1"; }
byte_order_mark() { { printf '\xef\xbb\xbf'; cat "$1"; } >copy && cp copy "$1"; }
carriage_returns() { sed -i 's/$/\r/' "$1"; }
never_closed() { sed "s/CREATE TABLE/SELECT '/" "$1" >copy && cp copy "$1"; }
long_name() { mv "$1" "$(dirname "$1")/2_$(printf 'n%.0s' {1..200})ö ${1##*2_}"; }

# expect_after CASE: `refused` with a sentence and nothing written, or `imported` and it runs.
expect_after() {
  if [ "$1" = refused ]; then
    expect_exit 1
    expect_plain_error
    expect_no_file project
  else
    expect_exit 0
    run fz -c project/alembic.toml --url "sqlite:///$PWD/database.db" migrate upgrade head
    expect_exit 0
  fi
}

# broken CASE OUTCOME [TOOLS]: what is done to the second migration's file, for each tool.
broken() {
  for tool in ${3:-$tools}; do
    scenario "$tool: $1"
    for ((i = 1; i <= 3; i++)); do migration "$tool" "$i"; done
    "$1" "$(file_of "$tool" 2)"
    run timeout 20 "$fz" import src --from "$tool" --into project --dialect sqlite
    expect_after "$2"
  done
}

fz=$(command -v fz)
broken empty refused 'dbmate goose'
broken empty imported 'flyway diesel sqlx'
broken folder refused 'diesel sqitch'
broken folder imported 'dbmate goose flyway'
broken link_to_itself refused
broken links_between_folders imported
broken latin_1 refused
broken utf_16 refused
broken nul refused
broken pipe refused 'dbmate goose golang-migrate flyway diesel sqlx sqitch'
broken byte_order_mark imported
broken carriage_returns imported
broken never_closed refused 'dbmate goose golang-migrate flyway diesel sqlx sqitch'
broken long_name imported 'dbmate goose'

scenario 'a folder that cannot be written to'
migration goose 1
mkdir place
touch place/file
run fz import src --into place/file/project
expect_exit 1
expect_plain_error
if [ "$(id -u)" != 0 ]; then
  chmod -w place
  run fz import src --into place/project
  expect_exit 1
  expect_plain_error
fi

scenario 'a disk that is full: what was written goes again'
for ((i = 1; i <= 40; i++)); do migration golang-migrate "$i"; done
mkdir disk
if ! mount -t tmpfs -o size=64k tmpfs disk 2>/dev/null; then
  skip 'no file system can be mounted'
else
  run fz import src --into disk/project --dialect sqlite
  found=$(find disk -mindepth 1)
  umount disk
  expect_exit 1
  expect_stderr_has 'No space left on device'
  [ -z "$found" ] || fail 'an empty disk' "$found"
fi
