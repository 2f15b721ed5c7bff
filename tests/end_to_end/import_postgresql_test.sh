#!/usr/bin/env bash
# Folders of other tools on PostgreSQL: the revisions make what the originals make, and databases of
# those tools are taken over.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

# file NAME: writes stdin there.
file() {
  mkdir -p "$(dirname "$1")"
  cat >"$1"
}

scenario 'goose: functions, indexes built concurrently, its table with what was undone'
new_database
export DATABASE_URL=$postgres_url
file db/1_t.sql <<'END'
-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION low() RETURNS trigger AS $body$
BEGIN
  NEW.name := lower(NEW.name); RETURN NEW;
END;
$body$ LANGUAGE plpgsql
-- +goose StatementEnd
CREATE TABLE t (id serial PRIMARY KEY, name text);
CREATE TRIGGER low BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION low();
-- +goose Down
DROP TABLE t;
DROP FUNCTION low();
END
file db/2_index.sql <<'END'
-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY t_name ON t (name);
-- +goose Down
DROP INDEX CONCURRENTLY t_name;
END
file db/3_cast.sql <<'END'
-- +goose Up
INSERT INTO t (name) SELECT 'A'::text WHERE ARRAY[1,2] @> ARRAY[1];
-- +goose Down
DELETE FROM t;
END
run fz import db --verify
expect_exit 0
expect_stdout_has 'Verified: the originals and the revisions make the same schema.'
expect_row "SELECT count(*) FROM pg_database WHERE datname LIKE 'fz_scratch%'" 0
psql -X -q <<'END'
CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp DEFAULT now());
INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true), (2, true), (2, false);
END
sed -n '/StatementBegin/,/Down/p' db/1_t.sql | sed 's/plpgsql$/plpgsql;/' | psql -X -q
run fz migrate adopt
expect_exit 0
expect_stdout 'goose_db_version says that 1 revision is applied, 2 are pending.
The version table says 1.'
run fz migrate upgrade head
expect_exit 0
run fz migrate check
expect_exit 0
expect_row 'SELECT name FROM t' a
run fz migrate downgrade base -y
expect_exit 0
expect_row "SELECT count(*) FROM pg_class WHERE relname IN ('t', 't_name')" 0
run fz migrate adopt
expect_exit 0 # base here: goose's table still says 1
expect_row 'SELECT version_num FROM alembic_version' 1
run fz migrate adopt --drop-old-table
expect_exit 0
expect_stdout_has 'Dropped goose_db_version.'
expect_row "SELECT to_regclass('goose_db_version') IS NULL" t

scenario 'golang-migrate: BEGIN ATOMIC, transactions of the files, CONCURRENTLY beside others'
new_database
export DATABASE_URL=$postgres_url
file db/000001_a.up.sql <<'END'
BEGIN;
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE FUNCTION one() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;
COMMIT;
END
file db/000002_b.up.sql <<'END'
-- morph:nontransactional
ALTER TABLE t ADD COLUMN b text;
CREATE INDEX CONCURRENTLY t_b ON t (b)
END
run fz import db --verify --scratch-url "$postgres_url"
expect_exit 0
expect_stdout_has 'db/000002_b.up.sql:2:1: This statement could run in a transaction, others of the file cannot'
expect_stdout_has 'Verified: '
psql -X -q -c 'CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)' \
  -c 'INSERT INTO schema_migrations VALUES (1, true)' -f db/000001_a.up.sql
run fz migrate adopt
expect_exit 3
expect_stderr_has 'schema_migrations says that a migration stopped half-way (dirty).'
psql -X -q -c 'UPDATE schema_migrations SET dirty = false'
run fz migrate adopt
expect_exit 0
run fz migrate upgrade head
expect_exit 0
expect_row "SELECT indisvalid FROM pg_index WHERE indexrelid = 't_b'::regclass" t

scenario 'sqlx and diesel keep their tables apart, and both in one database are named'
new_database
export DATABASE_URL=$postgres_url
file Cargo.toml <<<''
file migrations/1_a.sql <<<'CREATE TABLE a (id int);'
run fz import . --verify
expect_exit 0
sum=$(sha384sum migrations/1_a.sql | cut -d' ' -f1)
psql -X -q -c "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text, installed_on timestamptz DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL, execution_time bigint NOT NULL)" \
  -c "INSERT INTO _sqlx_migrations VALUES (1, 'a', now(), true, '\\x$sum', 1)" -c 'CREATE TABLE a (id int)' \
  -c 'CREATE TABLE __diesel_schema_migrations (version varchar(50) PRIMARY KEY, run_on timestamp NOT NULL DEFAULT now())'
run fz migrate adopt
expect_exit 2
expect_stderr_has 'The database has tables of diesel and sqlx; say which counts.'
run fz migrate adopt --from sqlx
expect_exit 0
run fz migrate check
expect_exit 3 # sqlx's table is left out of the comparison, diesel's is not
expect_stderr_has '+ table public.__diesel_schema_migrations'
expect_stderr_lacks _sqlx_migrations
run fz migrate adopt --from diesel
expect_exit 3
expect_stderr_has 'No revision of the project was imported from diesel.'
run fz migrate adopt --from goose
expect_exit 3
expect_stderr_has "The database has no table 'goose_db_version' of goose."

scenario 'sqitch: psql scripts with variables, its schema'
new_database
export DATABASE_URL=$postgres_url
file sqitch.conf <<<$'[core]\n\tengine = pg'
file sqitch.plan <<<$'%project=p\nt 2020-01-01T00:00:00Z Me <m@x>\nindex [t] 2020-01-02T00:00:00Z Me <m@x>'
file deploy/t.sql <<'END'
\set ON_ERROR_STOP on
BEGIN;
CREATE TABLE t (id int, o text DEFAULT :'owner');
COMMIT;
END
file deploy/index.sql <<<'CREATE INDEX CONCURRENTLY i ON t (id);'
file revert/t.sql <<<'BEGIN; DROP TABLE t; COMMIT;'
run fz import . --dry-run
expect_exit 3
expect_stdout_has "to do: :'owner' is a variable of psql; write its value."
run fz import . --set owner=me
expect_exit 0
psql -X -q -c 'CREATE SCHEMA sqitch' -c 'CREATE TABLE sqitch.changes (change_id text PRIMARY KEY, script_hash text, change text, project text, note text, committed_at timestamptz, planned_at timestamptz)' \
  -c "INSERT INTO sqitch.changes VALUES ('a', '', 't', 'p', '', now(), '2020-01-01')" -c 'CREATE TABLE t (id int)'
run fz migrate adopt --from sqitch --drop-old-table
expect_exit 0
expect_row "SELECT to_regnamespace('sqitch') IS NULL" t
run fz migrate upgrade head
expect_exit 0

scenario 'what the revisions make is compared: an original that does not run, and one that differs'
new_database
export DATABASE_URL=$postgres_url
file db/1_a.up.sql <<<'CREATE TABLE a (id nothing);'
run fz import db --verify
expect_exit 3
expect_stderr_has "The original '1_a.up.sql' does not run on an empty database after those before it"
sed -i 's/nothing/serial/' db/1_a.up.sql migrations/versions/1_a.sql
echo 'CREATE TABLE by_hand (id int);' >>migrations/versions/1_a.sql
run fz import db --verify
expect_exit 3
expect_stdout_has 'The revisions make another schema than the originals:'
expect_stdout_has by_hand

# goose_table NAME: goose's own, with version 1 applied.
goose_table() {
  psql -X -q -c "CREATE TABLE $1 (id serial PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp DEFAULT now())" \
    -c "INSERT INTO $1 (version_id, is_applied) VALUES (0, true), (1, true)"
}

scenario 'the table of the other tool has another name, or is in another schema'
new_database
export DATABASE_URL=$postgres_url
file db/1_a.sql <<<$'-- +goose Up\nCREATE TABLE a (id int);\n-- +goose Down\nDROP TABLE a;'
file db/2_b.sql <<<$'-- +goose Up\nCREATE TABLE b (id int);\n-- +goose Down\nDROP TABLE b;'
psql -X -q -c 'CREATE SCHEMA audit' -c 'CREATE TABLE a (id int)'
goose_table audit.versions
run fz import db
expect_exit 0
run fz migrate adopt
expect_exit 3
expect_stderr_has 'The database has no table of another migration tool.'
run fz migrate adopt --from goose
expect_exit 3
expect_stderr_has "The database has no table 'goose_db_version' of goose. audit.versions has the columns of one; name the table if it has another name."
run fz migrate adopt --table audit.versions
expect_exit 2
run fz migrate adopt --from goose --table nowhere
expect_exit 3
run fz migrate adopt --from goose --table audit.versions --drop-old-table
expect_exit 0
expect_stdout_has 'audit.versions says that 1 revision is applied, 1 is pending.'
expect_stdout_has 'Dropped audit.versions.'
expect_row "SELECT to_regclass('audit.versions') IS NULL" t

scenario 'its name is taken from the configuration, or from the line that imports'
new_database
export DATABASE_URL=$postgres_url
file db/1_a.sql <<<$'-- +goose Up\nCREATE TABLE a (id int);\n-- +goose Down\nDROP TABLE a;'
psql -X -q -c 'CREATE TABLE a (id int)'
goose_table '"Versions"'
file .env <<<'GOOSE_TABLE=Versions'
run fz import db
expect_exit 0
expect_stdout_has 'Its own table is Versions: `fz migrate adopt --from goose --table Versions`.'
run fz import db --into other --database
expect_exit 0
expect_stdout_has 'Versions says that 1 revision is applied, none is pending.'
cd other || exit 1
run fz migrate check
expect_exit 0
cd ..
run fz import db --into third --database --table nothing
expect_exit 3
expect_stderr_has "The database has no table 'nothing' of goose."

scenario 'flyway: its schema and table, and what it was called at first'
new_database
file flyway.conf <<END
flyway.url=jdbc:${postgres_url%%\?*}
flyway.defaultSchema=app
flyway.table=history
flyway.placeholders.type.of.id=int
END
export DATABASE_URL=$postgres_url
file V1__a.sql <<<'CREATE TABLE a (id ${type.of.id});'
psql -X -q -c 'CREATE SCHEMA app' -c 'CREATE TABLE app.a (id int)'
flyway_table() {
  psql -X -q -c "CREATE TABLE $1 (installed_rank int PRIMARY KEY, version varchar(50), description varchar(200), type varchar(20), script varchar(1000), checksum int, success boolean)" \
    -c "INSERT INTO $1 VALUES (1, '1', 'a', 'SQL', 'V1__a.sql', NULL, true)"
}
flyway_table app.history
run fz import . --database --verify
expect_exit 0
expect_stdout_has 'V1__a.sql: Flyway makes its schemas itself; here the first revision does.'
expect_stdout_has 'app.history says that 1 revision is applied, none is pending.'
run fz migrate check
expect_exit 0
new_database
DATABASE_URL=$postgres_url run fz migrate upgrade head
expect_exit 0
expect_row "SELECT to_regclass('app.a') IS NOT NULL" t
new_database
export DATABASE_URL=$postgres_url
psql -X -q -c 'CREATE TABLE a (id int)'
flyway_table schema_version
run fz migrate adopt --drop-old-table
expect_exit 0
expect_stdout_has 'Dropped schema_version.'

scenario 'golang-migrate: the name is in the URL, which fz takes too'
new_database
export DATABASE_URL="$postgres_url&x-migrations-table=moves"
[[ $postgres_url == *\?* ]] || export DATABASE_URL="$postgres_url?x-migrations-table=moves"
file db/1_a.up.sql <<<'CREATE TABLE a (id int);'
psql -X -q -c 'CREATE TABLE moves (version bigint PRIMARY KEY, dirty boolean NOT NULL)' \
  -c 'INSERT INTO moves VALUES (1, false)' -c 'CREATE TABLE a (id int)'
run fz import db --database
expect_exit 0
expect_stdout_has 'moves says that 1 revision is applied, none is pending.'

scenario 'morph: the same files, a table of its own with a row for each'
new_database
export DATABASE_URL=$postgres_url
file db/000001_a.up.sql <<<'CREATE TABLE a (id int);'
file db/000002_b.up.sql <<<'CREATE TABLE b (id int);'
psql -X -q -c 'CREATE TABLE db_migrations (version bigint PRIMARY KEY, name varchar NOT NULL)' \
  -c "INSERT INTO db_migrations VALUES (1, 'a')" -c 'CREATE TABLE a (id int)'
run fz import db --database
expect_exit 0
expect_stdout_has 'db_migrations says that 1 revision is applied, 1 is pending.'

# first_revision_of_alembic TYPE: it makes a table with a column of that type.
first_revision_of_alembic() {
  file alembic/versions/a.py <<END
from alembic import op
import sqlalchemy as sa

revision = "aaaa"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.$1()))


def downgrade():
    op.drop_table("t")
END
}

scenario 'Alembic: itself on one scratch database, its version table in another schema'
python=$(sed -n '1s/^#! *//p' "$(command -v alembic)" 2>/dev/null)
if [ -z "$python" ] || ! $python -c 'import alembic, psycopg2' 2>/dev/null; then
  skip 'Alembic or psycopg2 is not installed'
else
  new_database
  unset DATABASE_URL
  alembic init alembic >/dev/null 2>&1
  sed -i "s#^sqlalchemy.url.*#sqlalchemy.url = $postgres_url#" alembic.ini
  sed -i 's/target_metadata=target_metadata/&, version_table="moves", version_table_schema="audit"/' alembic/env.py
  first_revision_of_alembic String
  file alembic/versions/b.py <<'END'
from alembic import op

revision = "bbbb"
down_revision = "aaaa"


def upgrade():
    with op.get_context().autocommit_block():
        op.create_index("t_b", "t", ["b"], postgresql_concurrently=True)


def downgrade():
    op.drop_index("t_b")
END
  psql -X -q -c 'CREATE SCHEMA audit'
  run alembic upgrade aaaa
  expect_exit 0
  run fz import . --verify --database
  expect_exit 0
  expect_stdout_has 'Verified: the originals and the revisions make the same schema.'
  expect_stdout_has 'The version table says aaaa, as it did before.'
  run fz migrate upgrade head
  expect_exit 0
  expect_row 'SELECT version_num FROM audit.moves' bbbb
  run alembic current
  expect_stdout_has bbbb
  expect_row "SELECT count(*) FROM pg_database WHERE datname LIKE 'fz_scratch%'" 0

  scenario 'Alembic: a project for both databases is proved on both'
  new_database
  alembic init alembic >/dev/null 2>&1
  sed -i "s#^sqlalchemy.url.*#sqlalchemy.url = sqlite:///database.db#" alembic.ini
  first_revision_of_alembic LargeBinary
  run fz import . --dialect sqlite,postgresql --verify --dry-run
  expect_exit 2
  expect_stderr_has 'it needs a server to run on'
  run fz import . --dialect sqlite,postgresql --verify --scratch-url "$postgres_url"
  expect_exit 0
  expect_stdout_has 'Verified: the originals and the revisions make the same schema.'
  expect_row "SELECT count(*) FROM pg_database WHERE datname LIKE 'fz_scratch%'" 0
fi

scenario 'rows of COPY come along, as a baseline of pg_dump has them'
new_database
psql -X -q <<'END'
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, "Name" text, doc jsonb, raw bytea, at timestamptz);
INSERT INTO t ("Name", doc, raw, at) VALUES (E'a\tb''c\\N\nd', '{"k": "v\"w"}', '\x00ff', '2024-01-02'), (NULL, NULL, NULL, NULL), ('', '[]', '', 'infinity');
CREATE TABLE empty (id int);
END
mkdir db
pg_dump -O -x >db/1_baseline.up.sql
pg_dump -a --inserts -t t | grep INSERT >before
new_database
export DATABASE_URL=$postgres_url
run fz import db
expect_exit 0
expect_stdout_has 'COPY FROM STDIN and its rows became INSERT.'
run fz migrate upgrade head
expect_exit 0
pg_dump -a --inserts -t t | grep INSERT >after
run diff before after
expect_exit 0
