#!/usr/bin/env bash
# Folders of other tools become a project; each has what public folders of that tool have.
. "${0%/*}/lib.sh"

# file NAME: writes stdin there.
file() {
  mkdir -p "$(dirname "$1")"
  cat >"$1"
}

expect_text() {
  command_line="cat $1"
  [ -e "$1" ] || fail "a file $1" "$(find . -type f | sort)"
  [ "$(cat "$1")" = "$2" ] || fail "$1 is: $2" "$(cat "$1")"
}

expect_text_has() {
  [[ $(cat "$1") == *"$2"* ]] || fail "$1 has: $2" "$(cat "$1")"
}

expect_text_lacks() {
  [[ $(cat "$1") != *"$2"* ]] || fail "$1 lacks: $2" "$(cat "$1")"
}

# snapshot: everything in the folder.
snapshot() { find . -type f ! -name '*.db' -exec sha256sum {} + | sort -k2; }

dbmate_folder() {
  file db/migrations/20240101120000_create_users.sql <<'END'
-- Accounts.
-- migrate:up
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);

-- migrate:down
DROP TABLE users;
END
  file db/migrations/20240102120000_compact.sql <<'END'
-- migrate:up transaction:false
VACUUM;

-- migrate:down transaction:false
END
  file db/migrations/20240103120000_fill.sql <<'END'
-- migrate:up
INSERT INTO users (name) VALUES ('a;b'), ('-- migrate:down')
END
  echo not a migration >db/migrations/README
}


# old_table SQL: in the database that the project's revisions are for.
old_table() { sqlite3 database.db "$1"; }

# adopts ROW: the database is taken over there, agrees, and goes on in both directions.
adopts() {
  run fz migrate adopt
  expect_exit 0
  expect_version database.db "$1"
  run fz migrate upgrade head
  expect_exit 0
  run fz migrate check
  expect_exit 0
}

export DATABASE_URL=sqlite:///database.db

scenario 'a dbmate project: found from its root, order and dates from versions'
dbmate_folder
run fz import . --dialect sqlite
expect_exit 0
expect_stdout "db/migrations/20240102120000_compact.sql:2:1: transaction=off: the original says so.
db/migrations/20240103120000_fill.sql: It does not say how to undo it; it cannot be downgraded.
Imported 3 migrations of dbmate into migrations/versions.
Created alembic.toml."
checksum=$(sha256sum db/migrations/20240101120000_create_users.sql | cut -c1-16)
expect_text migrations/versions/20240101120000_create_users.sql "-- +++
-- # origin: dbmate 20240101120000 $checksum 20240101120000_create_users.sql
-- revision = \"20240101120000\"
-- down_revision = \"\"
-- branch_labels = []
-- depends_on = []
-- message = \"create users\"
-- create_date = 2024-01-01T12:00:00Z
-- +++

-- fz:upgrade
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);

-- fz:downgrade
DROP TABLE users;"
expect_text_has migrations/versions/20240102120000_compact.sql '-- fz:upgrade transaction=off
VACUUM;

-- fz:downgrade transaction=off'
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT name FROM users' "$(printf 'a;b\n-- migrate:down')"
expect_version database.db 20240103120000
run fz migrate check
expect_exit 0

scenario 'the same input gives the same output, in another folder and at another time'
dbmate_folder
run fz import . --into one
touch -d 2001-01-01 db/migrations/*
run fz import . --into two
(cd one && snapshot) >a
(cd two && snapshot) >b
run cmp a b
expect_exit 0

scenario 'a dry run shows a table and writes nothing'
dbmate_folder
run fz import . --dry-run --dialect sqlite
expect_exit 0
expect_stdout 'FILE                             REVISION        SECTIONS                                            NOTES
20240101120000_create_users.sql  20240101120000  upgrade, downgrade
20240102120000_compact.sql       20240102120000  upgrade transaction=off, downgrade transaction=off  transaction=off: the original says so.
20240103120000_fill.sql          20240103120000  upgrade                                             It does not say how to undo it; it cannot be downgraded.
Would import 3 migrations of dbmate into migrations/versions.'
run fz import . --dry-run --format json
expect_exit 0
got=$(jq -r '.revisions[1] | .revision, .down_revision[0], .origin.file,
  (.sections[0].transaction | tostring), .remarks[0].line' <<<"$stdout")
[ "$got" = '20240102120000
20240101120000
20240102120000_compact.sql
false
2' ] || fail 'the second revision' "$got"
expect_no_file migrations
expect_no_file alembic.toml

scenario 'a second import adds what is new, after a revision of our own'
dbmate_folder
run fz import .
expect_exit 0
run fz migrate revision -m own --rev-id own
expect_exit 0
snapshot >before
file db/migrations/20250101000000_late.sql <<'END'
-- migrate:up
CREATE TABLE late (id INTEGER);
-- migrate:down
DROP TABLE late;
END
file db/migrations/20230101000000_early.sql <<'END'
-- migrate:up
CREATE TABLE early (id INTEGER);
-- migrate:down
DROP TABLE early;
END
run fz import .
expect_exit 0
expect_stdout 'db/migrations/20230101000000_early.sql: It comes before version 20240101120000 in the folder, and after it here: that one had been imported.
Imported 2 migrations of dbmate into migrations/versions; 3 were there already.'
run fz migrate history
expect_stdout_has '20230101000000 -> 20250101000000 (head)'
expect_stdout_has 'own -> 20230101000000'
run fz import .
expect_stdout_has 'Imported 0 migrations'
echo '-- changed' >>db/migrations/20240101120000_create_users.sql
rm db/migrations/20250101000000_late.sql
run fz import .
expect_stdout_has '20240101120000_create_users.sql: The file has changed since revision 20240101120000 was made of it; the revision has not.'
expect_stdout_has 'Revision 20250101000000 was made of this file, which is no longer there.'

scenario 'nothing is written over'
dbmate_folder
file migrations/versions/20240102120000_compact.sql <<<'mine'
run fz import .
expect_exit 1
expect_stderr_has "Cannot write '$PWD/migrations/versions/20240102120000_compact.sql': it exists already; nothing was written."
expect_text migrations/versions/20240102120000_compact.sql mine
expect_no_file alembic.toml
[ "$(ls migrations/versions)" = 20240102120000_compact.sql ] || fail 'one file' "$(ls migrations/versions)"

scenario 'goose: statements, both cases of letters, ENVSUB, and code that has to be written by hand'
goose_folder() {
  file migrations/00001_users.sql <<'FILE'
-- a comment
-- +goose Up
CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);
-- +goose StatementBegin
CREATE TRIGGER users_name AFTER INSERT ON users BEGIN
  UPDATE users SET name = lower(name) WHERE id = new.id;
END
-- +goose StatementEnd
INSERT INTO users (name) VALUES ('ADA');

-- +goose Down
DROP TABLE users;
FILE
  file migrations/00002_compact.sql <<'END'
-- +goose no transaction
-- +goose up
VACUUM;
END
  file migrations/10_env.sql <<'END'
-- +goose Up
-- +goose ENVSUB ON
INSERT INTO users (name) VALUES ('${NAME}'), ('${OTHER:-none}');
-- +goose ENVSUB OFF
INSERT INTO users (name) VALUES ('${NAME}');
END
}
goose_folder
run fz import migrations --set NAME=EVE --into . --verify
expect_exit 0
expect_stdout_has 'Verified: the originals and the revisions make the same schema.'
expect_stdout_has 'migrations/10_env.sql:3: ${OTHER} has its default value.'
old_table "CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL,
    is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')));
  INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1), (1, 1), (2, 1), (2, 0), (2, 1), (10, 1), (10, 0);
  $(sed -n '/^CREATE TABLE/,/^INSERT/p' migrations/00001_users.sql | sed 's/^END$/END;/')"
adopts 00002
expect_query database.db 'SELECT name FROM users' "$(printf 'ada\neve\nnone\n${name}')"

scenario 'goose: what is to do keeps the revision from being run'
goose_folder
echo 'package migrations' >migrations/00003_code.go
echo 'package migrations' >migrations/00003_code_test.go
run fz import .
expect_exit 3
expect_stdout_has "migrations/00003_code.go: to do: '00003_code.go' is code in Go; write what it does as SQL."
expect_stdout_has 'migrations/10_env.sql:3: to do: goose takes ${NAME} from the environment (ENVSUB); it has no value here.'
run fz migrate upgrade head
expect_exit 1
expect_stderr_has '00003_code.sql'
expect_no_file database.db
sed -i 's/^-- fz:todo.*/SELECT 1;/' migrations/versions/*.sql
run fz migrate upgrade head
expect_exit 0

scenario 'golang-migrate: numbers of any length, gaps, pairs, one version twice'
file migrations/1_init.up.sql <<'END'
BEGIN TRANSACTION;
CREATE TABLE t (id INTEGER PRIMARY KEY);
COMMIT;
END
echo 'DROP TABLE t;' | file migrations/1_init.down.sql
file migrations/0005_trigger.up.sql <<'END'
PRAGMA foreign_keys=OFF;
CREATE TRIGGER a AFTER INSERT ON t BEGIN
  SELECT CASE WHEN 1 THEN 2 END;
END;
PRAGMA foreign_keys=ON
END
file migrations/0005_trigger.down.sql <<<'-- nothing to undo'
file migrations/000010_last.up.sql <<<'CREATE TABLE u (id INTEGER)'
file migrations/000011_only.down.sql <<<'SELECT 1;'
run fz import . --verify --dialect sqlite
expect_exit 0
expect_stdout_has 'migrations/1_init.up.sql:1:1: BEGIN and COMMIT were left out'
expect_stdout_has 'migrations/000011_only.down.sql: There is no file that goes up for this one; it is left out.'
expect_stdout_has 'Verified: '
expect_text_has migrations/versions/1_init.sql '-- fz:upgrade
CREATE TABLE t (id INTEGER PRIMARY KEY);

-- fz:downgrade
DROP TABLE t;'
expect_text_lacks migrations/versions/0005_trigger.sql PRAGMA
old_table 'CREATE TABLE schema_migrations (version uint64, dirty bool);
  CREATE UNIQUE INDEX version_unique ON schema_migrations (version);
  CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO schema_migrations VALUES (5, 0)'
run fz migrate adopt --dry-run
expect_stdout 'schema_migrations says that 2 revisions are applied, 1 is pending.
The version table would say 0005.'
old_table 'UPDATE schema_migrations SET dirty = 1'
run fz migrate adopt
expect_exit 3
expect_stderr_has 'schema_migrations says that a migration stopped half-way (dirty).'
old_table 'UPDATE schema_migrations SET dirty = 0'
old_table "CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 2 END; END"
adopts 0005
run fz migrate downgrade -2 -y
expect_exit 1 # 000010 does not say how to undo it
file migrations/10_again.up.sql <<<'CREATE TABLE v (id INTEGER)'
run fz import .
expect_exit 3
expect_stdout_has "Version 10 is also that of '000010_last.up.sql'; golang-migrate would not run both."

scenario 'diesel: folders with dates in every form'
diesel_folder() {
  touch Cargo.toml
  file migrations/00000000000000_diesel_initial_setup/up.sql <<<'-- set-up'
  file migrations/00000000000000_diesel_initial_setup/down.sql <<<''
  file migrations/2024-01-02-030405_users/up.sql <<<'CREATE TABLE users (id INTEGER PRIMARY KEY);'
  file migrations/2024-01-02-030405_users/down.sql <<<'DROP TABLE users;'
  file migrations/2024-01-03-000000-0000_compact/up.sql <<<'VACUUM;'
  file migrations/2024-01-03-000000-0000_compact/metadata.toml <<<'run_in_transaction = false'
  file migrations/.diesel_lock <<<''
}
diesel_folder
run fz import . --verify --dialect sqlite
expect_exit 0
expect_stdout_has 'Verified: '
expect_text_has migrations/versions/20240102030405_users.sql '-- create_date = 2024-01-02T03:04:05Z'
expect_text_has migrations/versions/202401030000000000_compact.sql '-- fz:upgrade transaction=off
VACUUM;'
old_table "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL,
    run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
  INSERT INTO __diesel_schema_migrations (version) VALUES ('00000000000000'), ('202401030000000000');
  CREATE TABLE users (id INTEGER PRIMARY KEY)"
run fz migrate adopt
expect_exit 3
expect_stderr_has 'Revision 20240102030405 is not applied, but 202401030000000000, which comes after it, is.'
old_table "DELETE FROM __diesel_schema_migrations WHERE version LIKE '202%'; INSERT INTO __diesel_schema_migrations (version) VALUES ('20240102030405')"
adopts 20240102030405

scenario 'sqlx: pairs and single files, no-transaction, checksums of what was run'
touch Cargo.toml
file migrations/20240101000000_a.up.sql <<<'CREATE TABLE a (id INTEGER);'
file migrations/20240101000000_a.down.sql <<<'DROP TABLE a;'
printf -- '-- no-transaction\nVACUUM;\n' | file migrations/20240102000000_b.sql
run fz import . --verify --dialect sqlite
expect_exit 0
expect_text_has migrations/versions/20240102000000_b.sql '-- fz:upgrade transaction=off
-- original: no-transaction
VACUUM;'
sum() { sha384sum "$1" | cut -d' ' -f1; }
old_table "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BLOB NOT NULL, execution_time BIGINT NOT NULL);
  INSERT INTO _sqlx_migrations VALUES (20240101000000, 'a', 0, 1, x'$(sum migrations/20240101000000_a.up.sql)', 1);
  INSERT INTO _sqlx_migrations VALUES (20240102000000, 'b', 0, 0, x'00', 1);
  CREATE TABLE a (id INTEGER)"
run fz migrate adopt
expect_exit 3
expect_stderr_has "_sqlx_migrations says that version '20240102000000' failed."
old_table "UPDATE _sqlx_migrations SET success = 1 WHERE checksum = x'00'"
run fz migrate adopt
expect_exit 3
expect_stderr_has "Version '20240102000000' was applied with another content than '20240102000000_b.sql' had when it was imported."
old_table "DELETE FROM _sqlx_migrations WHERE checksum = x'00'"
adopts 20240101000000

scenario 'flyway: order by part, placeholders, repeatables, undo, settings, code and callbacks'
flyway_folder() {
  file flyway.conf <<'END'
# comment
flyway.url=jdbc:sqlite:database.db
flyway.locations=filesystem:sql
flyway.placeholders.kind = INTEGER
END
  file sql/V1__init.sql <<<'CREATE TABLE t (id ${kind} PRIMARY KEY);'
  file sql/V1.10__ten.sql <<<'ALTER TABLE t ADD COLUMN ten TEXT;'
  file sql/more/V1_9__nine.sql <<<'ALTER TABLE t ADD COLUMN nine TEXT;'
  file sql/U1.10__ten.sql <<<'ALTER TABLE t DROP COLUMN ten;'
  file sql/V2__compact.sql <<<'VACUUM;'
  file sql/V2__compact.sql.conf <<<'executeInTransaction=false'
  file sql/R__view.sql <<<'DROP VIEW IF EXISTS v;
CREATE VIEW v AS SELECT id FROM t;'
}
flyway_folder
unset DATABASE_URL
run fz import . --verify
expect_exit 0
expect_stdout_has 'Verified: '
expect_text_has alembic.toml 'url = "sqlite:///database.db"'
run fz migrate history
expect_stdout_has '1.9 -> 1.10'
expect_stdout_has '2 -> R_view (head)'
expect_text_has migrations/versions/1.10_ten.sql '-- fz:downgrade
ALTER TABLE t DROP COLUMN ten;'
run fz migrate upgrade head
expect_exit 0
# What Flyway's own rules say of a script that has changed: it runs again.
file sql/R__view.sql <<<'DROP VIEW IF EXISTS v;
CREATE VIEW v AS SELECT nine FROM t;'
run fz import .
expect_stdout_has 'Imported 1 migration of flyway into migrations/versions; 4 were there already.'
run fz migrate upgrade head
expect_query database.db "SELECT sql FROM sqlite_schema WHERE name = 'v'" 'CREATE VIEW v AS SELECT nine FROM t'

scenario 'flyway: files without a prefix, and our own revisions below them'
file flyway.conf <<<'flyway.sqlMigrationPrefix='
file 1__init.sql <<<'CREATE TABLE t (id INTEGER);'
ln -s . loop
run fz import .
expect_exit 0
run fz import .
expect_exit 0
expect_stdout_has 'Imported 0 migrations of flyway into migrations/versions; 1 was there already.'

scenario 'flyway: a database with a baseline, undone versions and repeatables'
flyway_folder
run fz import .
checksum() { grep -h "origin: flyway $1 " migrations/versions/*.sql | cut -d' ' -f6; }
old_table "CREATE TABLE flyway_schema_history (installed_rank INT PRIMARY KEY, version VARCHAR(50), description VARCHAR(200),
    type VARCHAR(20), script VARCHAR(1000), checksum INT, installed_by VARCHAR(100), installed_on TEXT, execution_time INT, success BOOLEAN);
  INSERT INTO flyway_schema_history VALUES (1, '1.9', '<< Flyway Baseline >>', 'BASELINE', '', NULL, 'me', '', 0, 1),
    (2, '1.10', 'ten', 'SQL', 'V1.10__ten.sql', $(checksum 1.10), 'me', '', 0, 1),
    (3, NULL, 'view', 'SQL', 'R__view.sql', 12345, 'me', '', 0, 1),
    (4, NULL, 'view', 'SQL', 'R__view.sql', $(checksum R__view), 'me', '', 0, 1),
    (5, '2', 'compact', 'SQL', 'V2__compact.sql', $(checksum 2), 'me', '', 0, 1),
    (6, '2', 'compact', 'UNDO_SQL', 'U2__compact.sql', 1, 'me', '', 0, 1);
  CREATE TABLE t (id INTEGER PRIMARY KEY, nine TEXT, ten TEXT); CREATE VIEW v AS SELECT id FROM t"
run fz migrate adopt --dry-run
expect_exit 0
expect_stdout 'Revision R_view will run again: revisions that come before it are not applied.
flyway_schema_history says that 3 revisions are applied, 2 are pending.
The version table would say 1.10.'
adopts 1.10

scenario 'flyway: what has to be done by hand'
flyway_folder
file sql/V3__Code.java <<<'class V3__Code {}'
file sql/V4__grant.sql <<<'-- to ${owner}
SELECT 1;'
file sql/afterMigrate.sql <<<'SELECT 1;'
run fz import . --dry-run
expect_exit 3
expect_stdout_has 'sql/afterMigrate.sql: to do: Flyway runs this script around migrations'
expect_stdout_has "to do: 'sql/V3__Code.java' is code; write what it does as SQL."
expect_stdout_has 'to do: The placeholder ${owner} has no value.'

scenario 'flyway: a Spring project, and settings over several lines'
file src/main/resources/application.properties <<'END'
spring.datasource.url=jdbc:sqlite:database.db
spring.flyway.table=moves
spring.flyway.placeholder-prefix=#[
spring.flyway.placeholder-suffix=]
spring.flyway.placeholders.kind=INTEGER
END
file src/main/resources/db/migration/V1__a.sql <<<'CREATE TABLE a (id #[kind]);'
run fz import .
expect_exit 0
expect_stdout_has 'Its own table is moves: '
expect_text_has alembic.toml 'url = "sqlite:///database.db"'
run fz migrate upgrade head
expect_exit 0
file flyway.conf <<'END'
flyway.locations=filesystem:one,\
  filesystem:two
END
file one/V1__a.sql <<<'CREATE TABLE a (id INTEGER);'
file two/V2__b.sql <<<'CREATE TABLE b (id INTEGER);'
run fz import . --into both
expect_exit 0
expect_stdout_has 'Imported 2 migrations of flyway'

scenario 'goose: a variable in a comment needs no value'
file 1_a.sql <<'END'
-- +goose Up
-- +goose ENVSUB ON
-- GRANT ALL ON a TO $OWNER;
CREATE TABLE a (id INTEGER);
-- +goose Down
DROP TABLE a;
END
run fz import .
expect_exit 0

scenario 'sqitch: the plan, reworked changes, scripts of the shell, its own database'
mkdir deploy revert verify
file sqitch.conf <<'END'
[core]
	engine = sqlite
[engine "sqlite"]
	target = dev
[target "dev"]
	uri = db:sqlite:database.db
END
file sqitch.plan <<'END'
%syntax-version=1.0.0
%project=shop

users 2012-07-16T17:25:07Z Me <me@example.org> # Adds users.
a-view-with-a-name-that-is-too-long-for-an-id [users] 2012-07-16T17:26:07Z Me <me@example.org>
@v1.0 2012-07-16T17:27:07Z Me <me@example.org> # Tag.
users [users@v1.0] 2012-07-17T17:25:07Z Me <me@example.org> # Adds a name.
END
file deploy/users@v1.0.sql <<'END'
-- Deploy users
.bail on
BEGIN;
CREATE TABLE users (id INTEGER PRIMARY KEY);
COMMIT;
END
file deploy/users.sql <<<'ALTER TABLE users ADD COLUMN name TEXT;'
file deploy/a-view-with-a-name-that-is-too-long-for-an-id.sql <<<'CREATE VIEW v AS SELECT id FROM users;'
file revert/users.sql <<<'ALTER TABLE users DROP COLUMN name;'
file revert/users@v1.0.sql <<<'DROP TABLE users;'
file verify/users.sql <<<'SELECT name FROM users;'
run fz import . --verify
expect_exit 0
expect_stdout_has 'Verified: '
expect_stdout_has 'verify/users.sql: A revision has no place for a script that verifies it; it stays here.'
expect_stdout_has 'sqitch.plan:6: The tag @v1.0 is left out.'
run fz migrate history
expect_stdout_has 'users_v1.0 -> a_view_with_a_name_that_'
expect_stdout_has '-> users (head), Adds a name.'
id=$(sed -n 's/^-- revision = "\(a_view.*\)"/\1/p' migrations/versions/*.sql)
[ "${#id}" -le 32 ] || fail 'an id of up to 32 characters' "$id"
sqlite3 sqitch.db "CREATE TABLE changes (change_id TEXT PRIMARY KEY, script_hash TEXT, change TEXT, project TEXT, note TEXT, committed_at TEXT, committer_name TEXT, committer_email TEXT, planned_at TEXT, planner_name TEXT, planner_email TEXT);
  INSERT INTO changes (change_id, change, project, committed_at, planned_at) VALUES
    ('b', 'a-view-with-a-name-that-is-too-long-for-an-id', 'shop', '2', '2012-07-16 17:26:07'), ('a', 'users', 'shop', '1', '2012-07-16 17:25:07')"
sqlite3 database.db 'CREATE TABLE users (id INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT id FROM users'
adopts "$id"
run fz migrate downgrade -1
expect_exit 0
expect_version database.db "$id"

scenario 'broken input of every kind: a sentence with its place, and nothing is written'
broken() { # TEXT-OF-THE-MESSAGE
  snapshot >"$work/before"
  run fz import . --into project
  expect_exit 1
  expect_stderr_has "$1"
  expect_plain_error
  expect_no_file project
  snapshot >"$work/after"
  run cmp "$work/before" "$work/after"
  expect_exit 0
  rm -rf -- *
}
file 1_a.sql <<<$'SELECT 1;\n-- migrate:up'
broken "1_a.sql:1: There is a statement before '-- migrate:up'; dbmate refuses that."
file 1_a.sql <<<$'-- migrate:up\n-- migrate:up'
broken "1_a.sql:2: '-- migrate:up' stands here a second time."
file 1_a.sql <<<$'-- migrate:up\nSELECT \'a'
broken '1_a.sql:2:8: '
file 1_a.sql <<<$'-- migrate:up\n'
printf '\xff\xfe1\0' | file 2_b.sql
broken '2_b.sql:1: The file is written in UTF-16; save it as UTF-8.'
file 1_a.sql <<<$'-- migrate:up\n'
printf -- '-- migrate:up\n\xe9\n' | file 2_b.sql
broken '2_b.sql:2: The file is not UTF-8; save it as UTF-8.'
printf -- '-- migrate:up\nSELECT \0;\n' | file 1_a.sql
broken '1_a.sql:2: There is a NUL character in the file.'
file 1_a.sql <<<$'-- +goose Up\n-- +goose StatementBegin'
broken "1_a.sql:2: '-- +goose StatementBegin' is never closed."
file 1_a.sql <<<$'-- +goose Up\n-- +goose Sideways'
broken "1_a.sql:2: '-- +goose Sideways' is not an annotation of goose."
file sqitch.plan <<<'users 2012-07-16T17:25:07Z Me <m@x>'
broken 'deploy/users.sql: The plan asks for this script; it is not there.'
file flyway.toml <<<'[flyway'
broken 'flyway.toml:1:8: This is not TOML'
file 1_a/up.sql <<<'SELECT 1;'
file 1_a/metadata.toml <<<'= 1'
broken '1_a/metadata.toml:1:1: This is not TOML'
file 1_a.up.sql <<<'CREATE TABLE t (id INT AUTO_INCREMENT) ENGINE=InnoDB;'
broken '1_a.up.sql:1: This is SQL of MySQL or MariaDB; only SQLite and PostgreSQL are known here.'
ln -s nowhere 1_a.up.sql
broken 'No such file or directory'

scenario 'what cannot be imported, and the line that asks for it wrongly'
run fz import nowhere
expect_exit 2
expect_stderr_has "nowhere' is not a folder."
run fz import .
expect_exit 2
expect_stderr_has 'holds no migrations of a tool that is known here'
run fz import . --from goose
expect_exit 2
expect_stderr_has 'holds no migrations of goose.'
run fz import . --set x
expect_exit 2
run fz import . --dialect mysql
expect_exit 2
dbmate_folder
file db/migrations/2_b.sql <<<'-- +goose Up'
run fz import .
expect_exit 2
expect_stderr_has 'More than one tool fits: dbmate ('

scenario 'what the tool itself does not read, and what reads its table, is named'
dbmate_folder
file db/migrations/helper.sql <<<'SELECT 1;'
file db/migrations/20240104120000_count.sql <<'END'
-- migrate:up
CREATE VIEW applied AS
  SELECT count(*) FROM schema_migrations;
-- migrate:down
DROP VIEW applied;
END
run fz import .
expect_exit 0
expect_stdout_has 'db/migrations/helper.sql: It is left out: dbmate does not read a file of that name.'
expect_stdout_has "db/migrations/20240104120000_count.sql:3: This line names schema_migrations, a table of the other tool's own; it may not be there any more."

scenario 'a thousand files within a second'
mkdir many
for ((i = 1000; i < 2000; i++)); do
  printf -- '-- migrate:up\nCREATE TABLE t%s (id INTEGER PRIMARY KEY, name TEXT);\n-- migrate:down\nDROP TABLE t%s;\n' $i $i >many/${i}_t.sql
done
run fz import many --into project
expect_exit 0
expect_stdout_has 'Imported 1000 migrations'

scenario 'out again as plain SQL, and in again'
export DATABASE_URL=sqlite:///database.db
dbmate_folder
run fz import .
run fz export --to sql plain --dialect sqlite
expect_exit 0
expect_stdout 'Wrote 5 files into plain.'
expect_text plain/0002_compact.up.sql '-- no-transaction
-- compact (revision 20240102120000)

VACUUM;'
for each in plain/*.up.sql; do sqlite3 -bail plain.db ".read $each" || fail 'plain SQL' "$each"; done
run fz migrate upgrade head
run fz schema diff sqlite:///database.db sqlite:///plain.db
expect_exit 0
run fz export --to sql plain
expect_exit 1
expect_stderr_has 'it exists already; nothing was written.'
