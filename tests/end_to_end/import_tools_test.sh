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

  # project NAME [OPTION…]: a project of sqitch in the folder NAME, with one change.
  project() {
    mkdir "$1"
    cd "$1" || exit 1
    sqitch init "$1" --engine sqlite --target db:sqlite:../database.db >/dev/null
    sqitch config core.top_dir sql >/dev/null
    mkdir -p sql
    mv sqitch.plan sql/
    rm -rf deploy revert verify
    sqitch add start -n "The base of $1." "${@:2}" >/dev/null || fail 'sqitch add' 'an error'
    file sql/deploy/start.sql <<<"CREATE TABLE $1 (id INTEGER PRIMARY KEY);"
    file sql/revert/start.sql <<<"DROP TABLE $1;"
    cd ..
  }

  scenario 'two projects of sqitch in one registry, one of which needs the other'
  project accounts
  project shop --requires accounts:start
  (cd accounts && sqitch deploy) >/dev/null 2>&1
  (cd shop && sqitch deploy) >/dev/null 2>&1
  expect_query sqitch.db 'SELECT count(*) FROM changes' 2
  export DATABASE_URL=sqlite:///$PWD/database.db
  run fz import .
  expect_exit 2
  expect_stderr_has 'More than one tool fits: sqitch (sqitch.conf in '
  run fz import accounts --into .
  expect_exit 0
  run fz migrate adopt --drop-old-table
  expect_exit 3
  expect_stderr_has "sqitch.changes also has the project 'shop', which was not imported."
  run fz import shop --into .
  expect_exit 0
  run fz migrate history
  expect_stdout_has '<base> -> start (effective head), The base of accounts.'
  expect_stdout_has '<base> (start) -> start_'
  run fz migrate adopt
  expect_exit 0
  expect_stdout_has 'sqitch.changes says that 2 revisions are applied, none is pending.'
  run fz migrate check
  expect_exit 0
  cd accounts || exit 1
  sqitch add more -n 'More.' >/dev/null
  file sql/deploy/more.sql <<<'CREATE TABLE more (id INTEGER PRIMARY KEY);'
  file sql/revert/more.sql <<<'DROP TABLE more;'
  cd ..
  run fz import accounts --into .
  expect_exit 0
  expect_stdout_has 'Imported 1 migration of sqitch into migrations/versions; 1 was there already.'
  run fz migrate history
  expect_stdout_has 'start -> more (head), More.'
  run fz migrate upgrade heads
  expect_exit 0
  run fz migrate downgrade base -y
  expect_exit 0
  expect_schema database.db ''

  scenario 'sqitch: its registry has another name, the ending of the database'
  sqitch init shop --engine sqlite --target db:sqlite:data.sqlite3 --registry moves >/dev/null
  sqitch add users -n 'Users.' >/dev/null
  file deploy/users.sql <<<'CREATE TABLE users (id INTEGER PRIMARY KEY);'
  file revert/users.sql <<<'DROP TABLE users;'
  sqitch deploy --no-verify >/dev/null 2>&1
  export DATABASE_URL=sqlite:data.sqlite3
  expect_file moves.sqlite3
  run fz import . --database
  expect_exit 0
  expect_stdout_has 'sqitch.changes says that 1 revision is applied, none is pending.'
fi
