#!/usr/bin/env bash
# dbmate and sqitch themselves make a database on PostgreSQL; fz takes it over and goes on in both
# directions.
. "${0%/*}/lib.sh"

PATH=$PATH:$source_root/build/bench/peers/node_modules/.bin
command -v dbmate >/dev/null || no_dbmate=1
if ! command -v sqitch >/dev/null || ! perl -MDBD::Pg -e 1 2>/dev/null; then no_sqitch=1; fi
if [ -n "${no_dbmate:-}" ] && [ -n "${no_sqitch:-}" ]; then
  skip 'neither dbmate nor sqitch with DBD::Pg is installed'
  exit 77
fi
. "${0%/*}/postgres.sh"

file() {
  mkdir -p "$(dirname "$1")"
  cat >"$1"
}

if [ -z "${no_dbmate:-}" ]; then
  scenario 'a database of dbmate, with its table in another schema'
  new_database
  export DATABASE_URL="$postgres_url"
  file db/migrations/20240101000000_users.sql <<'END'
-- migrate:up
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
CREATE FUNCTION low() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.name := lower(NEW.name); RETURN NEW;
END $$;
CREATE TRIGGER low BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION low();
-- migrate:down
DROP TABLE users;
DROP FUNCTION low();
END
  file db/migrations/20240102000000_index.sql <<'END'
-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY users_name ON users (name);
-- migrate:down transaction:false
DROP INDEX CONCURRENTLY users_name;
END
  file .env <<<'DBMATE_MIGRATIONS_TABLE=audit.moves'
  run dbmate --no-dump-schema up
  expect_exit 0
  file db/migrations/20240103000000_more.sql <<'END'
-- migrate:up
ALTER TABLE users ADD COLUMN more text DEFAULT 'a;b';
-- migrate:down
ALTER TABLE users DROP COLUMN more;
END
  run fz import . --dry-run --verify --database
  expect_exit 0
  expect_stdout_has 'Verified: '
  expect_stdout_has 'The version table would say 20240102000000.'
  expect_no_file migrations
  run fz import . --verify --database --drop-old-table
  expect_exit 0
  expect_stdout_has 'audit.moves says that 2 revisions are applied, 1 is pending.'
  expect_stdout_has 'Dropped audit.moves.'
  run fz migrate upgrade head
  expect_exit 0
  run fz migrate downgrade base -y
  expect_exit 0
  expect_row "SELECT to_regclass('users') IS NULL" t
fi

if [ -z "${no_sqitch:-}" ]; then
  scenario 'a database of sqitch: two projects, a registry with another name, variables'
  new_database
  export SQITCH_FULLNAME=Me SQITCH_EMAIL=me@example.org
  # project NAME OPTION…: with one change, whose script has a variable.
  project() {
    mkdir "$1"
    cd "$1" || exit 1
    sqitch init "$1" --engine pg --target "db:pg:$PGDATABASE" --registry moves >/dev/null
    sqitch config --local deploy.variables.length 20 >/dev/null
    sqitch add "$1" -n "The base of $1." "${@:2}" >/dev/null || fail 'sqitch add' 'an error'
    file "deploy/$1.sql" <<<"BEGIN; CREATE TABLE $1 (id serial PRIMARY KEY, name varchar(:length)); COMMIT;"
    file "revert/$1.sql" <<<"BEGIN; DROP TABLE $1; COMMIT;"
    sqitch deploy --no-verify >"$work/sqitch" 2>&1 || fail 'sqitch deploy' "$(cat "$work/sqitch")"
    cd ..
  }
  project accounts
  project shop --requires accounts:accounts
  export DATABASE_URL=$postgres_url
  run fz import accounts --into . --verify
  expect_exit 0
  run fz import shop --into . --database
  expect_exit 0
  expect_stdout_has 'moves.changes says that 2 revisions are applied, none is pending.'
  run fz migrate current
  expect_stdout_has shop
  cd shop || exit 1
  sqitch tag v1 -n 'First.' >/dev/null
  sqitch rework shop -n 'Again.' >/dev/null
  file deploy/shop.sql <<<'ALTER TABLE shop ADD COLUMN more text;'
  file revert/shop.sql <<<'ALTER TABLE shop DROP COLUMN more;'
  cd ..
  run fz import shop --into .
  expect_exit 0
  run fz migrate upgrade heads
  expect_exit 0
  run fz migrate downgrade base -y
  expect_exit 0
  expect_row "SELECT to_regclass('shop') IS NULL" t
fi
