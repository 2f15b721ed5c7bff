#!/usr/bin/env bash
# The examples of the docs, as the pages show them and as they run.
. "${0%/*}/lib.sh"

# block PAGE N: the N-th block of SQL or Mermaid on the page.
block() {
  awk -v wanted="$2" '/^```(sql|mermaid)$/ { n++; open = 1; next } /^```$/ { open = 0 }
    open && n == wanted' "$source_root/docs/$1"
}

# shown PAGE COMMAND: the indented lines of the page after the line "$ COMMAND", to the first that is
# not indented, without the indentation.
shown() {
  awk -v command="    \$ $2" '$0 == command { open = 1; next } open && /^    [^$]/ { print substr($0, 5); next }
    { open = 0 }' "$source_root/docs/$1"
}

scenario 'every link from a page leads to a file'
cd "$source_root" || exit 1
for page in README.md CONTRIBUTING.md docs/*.md; do
  for link in $(grep -oE '\]\([A-Za-z0-9_./-]+[#)]' "$page" | sed 's/^](//; s/.$//'); do
    run test -e "$(dirname "$page")/$link"
    [ "$exit_code" = 0 ] || fail "a file for the link in $page" "$link"
  done
done

scenario 'README.md: the short tour'
new_project
run fz migrate revision -m 'create users table'
expect_exit 0
file=$(echo migrations/versions/*_create_users_table.sql)
expect_file "$file"
sed -i '/^-- fz:upgrade/,$d' "$file"
sed -n '/^    -- fz:upgrade$/,/^    DROP TABLE users;$/s/^    //p' "$source_root/README.md" >>"$file"
run grep -c '^CREATE TABLE users' "$file"
expect_stdout 1
sed -n 's/^    \$ fz migrate \(.*\)$/\1/p' "$source_root/README.md" | grep -v revision >tour
run wc -l <tour
expect_stdout 8
while read -r line; do
  # shellcheck disable=SC2086 # a list of words
  run fz migrate $line
  case $line in
    check) expect_exit 3 ;; # after the downgrade
    *) expect_exit 0 ;;
  esac
done <tour

scenario 'commands.md: init, status, check, log'
run fz init
expect_stdout "$(shown commands.md 'fz init')"
rm -r alembic.toml migrations
own_project
run fz migrate upgrade +1
expect_exit 0
run fz migrate status
expect_exit 3
expect_stdout "$(shown commands.md 'fz migrate status')"

scenario 'offline-sql.md: the script for SQLite and for PostgreSQL'
own_project
run fz migrate downgrade head:-1 --sql --tag 'release 1.2'
expect_exit 0
expect_stdout "$(block offline-sql.md 1)"
run fz --url postgresql:///app migrate downgrade head:-1 --sql --tag 'release 1.2'
expect_exit 0
expect_stdout "$(block offline-sql.md 2)"

scenario 'offline-sql.md: the commands, and the script a second time'
own_project
for arguments in 'upgrade base:head' 'downgrade head:base' 'stamp base:head' ensure-version; do
  # shellcheck disable=SC2086
  run fz migrate $arguments --sql
  expect_exit 0
done
fz migrate upgrade base:head --sql >upgrade.sql
run sqlite3 app.db <upgrade.sql
expect_exit 0
run sqlite3 app.db <upgrade.sql
expect_exit 1
expect_stderr_has 'CHECK constraint failed: the database is not where this step starts'

scenario 'diagrams.md: a table, and a diagram'
mkdir docs
cp -r "$source_root/docs/examples" docs
run fz schema show orders --source docs/examples/shop.sql --scratch-url sqlite://
expect_exit 0
expect_stdout "$(sed -n '/^prints$/,/^`--rows`/s/^    //p; /^prints$/,/^`--rows`/{/^$/p}' \
  "$source_root/docs/diagrams.md" | sed '1d;$d')"
run fz schema show --source docs/examples/shop.sql --scratch-url sqlite:// --format mermaid
expect_exit 0
expect_stdout "$(block diagrams.md 1)"
own_project
run fz migrate history --format mermaid
expect_exit 0
expect_stdout "$(block diagrams.md 2)"
