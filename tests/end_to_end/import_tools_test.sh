#!/usr/bin/env bash
# dbmate and sqitch themselves make a database; fz takes it over and goes on in both directions, and
# makes of the imported folder what they make of it.
. "${0%/*}/lib.sh"

peers=$source_root/build/bench/peers/node_modules/.bin
PATH=$PATH:$peers
command -v dbmate >/dev/null || no_dbmate=1
command -v sqitch >/dev/null || no_sqitch=1
if [ -n "${no_dbmate:-}" ] && [ -n "${no_sqitch:-}" ]; then
  skip 'neither dbmate nor sqitch is installed'
  exit 77
fi

file() {
  mkdir -p "$(dirname "$1")"
  cat >"$1"
}

expect_same_schema() {
  run fz schema diff "$1" "$2"
  expect_exit 0
}

if [ -z "${no_dbmate:-}" ]; then
  scenario 'a database of dbmate'
  export DATABASE_URL=sqlite:database.db
  file db/migrations/20240101000000_users.sql <<'END'
-- migrate:up
CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL);
CREATE TRIGGER lower AFTER INSERT ON users BEGIN
  UPDATE users SET name = lower(name) WHERE id = new.id;
END;

-- migrate:down
DROP TABLE users;
END
  file db/migrations/20240102000000_compact.sql <<'END'
-- migrate:up transaction:false
VACUUM;
-- migrate:down transaction:false
END
  run dbmate --no-dump-schema up
  expect_exit 0
  file db/migrations/20240103000000_more.sql <<'END'
-- migrate:up
ALTER TABLE users ADD COLUMN more TEXT DEFAULT 'a;b';
-- migrate:down
ALTER TABLE users DROP COLUMN more;
END
  export DATABASE_URL=sqlite:///database.db
  run fz import . --database --verify
  expect_exit 0
  expect_stdout_has 'schema_migrations says that 2 revisions are applied, 1 is pending.'
  expect_stdout_has 'Verified: '
  run fz migrate upgrade head
  expect_exit 0
  run fz migrate check
  expect_exit 0
  DATABASE_URL=sqlite:other.db run dbmate --no-dump-schema up
  expect_exit 0
  sqlite3 other.db 'DROP TABLE schema_migrations'
  run fz migrate adopt --drop-old-table
  expect_exit 3 # dbmate's table does not know what fz has done since
  sqlite3 database.db 'DROP TABLE schema_migrations'
  expect_same_schema sqlite:///database.db sqlite:///other.db
  run fz migrate downgrade base -y
  expect_exit 0
  expect_schema database.db "$(sqlite3 database.db "SELECT sql || ';' FROM sqlite_schema WHERE name = 'sqlite_sequence'")"
fi

if [ -z "${no_sqitch:-}" ]; then
  scenario 'a database of sqitch'
  unset DATABASE_URL
  export SQITCH_FULLNAME=Me SQITCH_EMAIL=me@example.org
  run sqitch init shop --engine sqlite --target db:sqlite:database.db
  expect_exit 0
  run sqitch add users -n 'Adds users.'
  file deploy/users.sql <<'END'
BEGIN;
CREATE TABLE users (id INTEGER PRIMARY KEY);
COMMIT;
END
  file revert/users.sql <<<'DROP TABLE users;'
  run sqitch add lists --requires users -n 'Adds lists.'
  file deploy/lists.sql <<<'CREATE TABLE lists (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES users);'
  file revert/lists.sql <<<'DROP TABLE lists;'
  run sqitch tag v1 -n 'First.'
  run sqitch rework users -n 'Adds a name.'
  expect_exit 0
  file deploy/users.sql <<<'ALTER TABLE users ADD COLUMN name TEXT;'
  file revert/users.sql <<<'ALTER TABLE users DROP COLUMN name;'
  run sqitch deploy --no-verify --to-change '@v1'
  expect_exit 0
  run fz import . --database
  expect_exit 0
  expect_stdout_has 'sqitch.changes says that 2 revisions are applied, 1 is pending.'
  run fz migrate upgrade head
  expect_exit 0
  run fz migrate check
  expect_exit 0
  mkdir other # its registry is beside the database
  run sqitch deploy --no-verify db:sqlite:other/shop.db
  expect_exit 0
  expect_same_schema sqlite:///database.db sqlite:///other/shop.db
  run fz migrate downgrade base -y
  expect_exit 0
  expect_schema database.db ''
fi
