#!/usr/bin/env bash
# Alembic's own environments move over: Alembic prints what its revisions do.
. "${0%/*}/lib.sh"

python=$(sed -n '1s/^#! *//p' "$(command -v alembic)" 2>/dev/null)
if [ -z "$python" ] || ! $python -c 'import alembic' 2>/dev/null; then
  skip 'Alembic is not installed'
  exit 77 # SKIP_RETURN_CODE
fi

file() {
  mkdir -p "$(dirname "$1")"
  cat >"$1"
}

# revision_py ID DOWN UPGRADE DOWNGRADE [MORE]: DOWN is Python.
revision_py() {
  file "alembic/versions/$1_x.py" <<END
"""revision $1

Create Date: 2024-06-01 16:03:13
"""
import sqlalchemy as sa
from alembic import context, op

revision = "$1"
down_revision = $2
branch_labels = None
depends_on = None
${5:-}

def upgrade() -> None:
    $3


def downgrade() -> None:
    $4
END
}

# alembic_project TEMPLATE URL
alembic_project() {
  alembic init -t "$1" alembic >/dev/null 2>&1 || fail 'alembic init' 'it failed'
  sed -i "s#^sqlalchemy.url.*#sqlalchemy.url = $2#" alembic.ini
}

# env_py ENGINE: an environment that does not ask its settings where to connect.
env_py() {
  file alembic/env.py <<END
import sqlite3

from alembic import context
from sqlalchemy import create_engine

if context.is_offline_mode():
    context.configure(url="sqlite://", literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with $1.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
END
}

scenario 'an asynchronous environment moves over in one command'
alembic_project async sqlite+aiosqlite:///database.db
revision_py 74f39286e2f6 None 'op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False, unique=True))' 'op.drop_table("users")'
revision_py 60c924cc7e63 '"74f39286e2f6"' 'op.add_column("users", sa.Column("updated_at", sa.DateTime()))
    op.execute("UPDATE users SET name = '"'a;b'"'")' 'op.execute("ALTER TABLE users DROP COLUMN updated_at")'
find . -type f -exec sha256sum {} + | sort -k2 >"$work/before"
run fz import .
expect_exit 0
expect_stdout 'Imported 2 migrations of alembic into migrations/versions.
Created alembic.toml.'
expect_stderr ''
find ./alembic ./alembic.ini -type f -exec sha256sum {} + | sort -k2 >"$work/after"
run cmp "$work/before" "$work/after"
expect_exit 0
# The same database as Alembic's own run.
sed 's#sqlite+aiosqlite:///database.db#sqlite:///other.db#' alembic.ini >sync.ini
file alembic/env.py <<'END'
from alembic import context
from sqlalchemy import create_engine

with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
END
run alembic -c sync.ini upgrade head
expect_exit 0
run fz migrate upgrade head
expect_exit 0
run fz schema diff sqlite:///database.db sqlite:///other.db
expect_exit 0
# Alembic's database is taken over as it is.
run fz --url sqlite:///other.db migrate check
expect_exit 0
run fz --url sqlite:///other.db migrate adopt --from alembic
expect_exit 0
expect_stdout 'alembic_version says that 2 revisions are applied, none is pending.
The version table says 60c924cc7e63, as it did before.'
run fz --url sqlite:///other.db migrate adopt --from alembic --drop-old-table
expect_exit 2
expect_stderr_has "Alembic's version table is used as it is; it stays."
run fz --url sqlite:///other.db migrate downgrade base -y
expect_exit 0

scenario 'Alembic itself and the revisions make the same schema, asynchronously'
if ! $python -c 'import aiosqlite' 2>/dev/null; then
  skip 'aiosqlite is not installed'
else
  alembic_project async sqlite+aiosqlite:///database.db
  revision_py aaaa None 'op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))' 'op.drop_table("users")'
  revision_py bbbb '"aaaa"' 'op.add_column("users", sa.Column("updated_at", sa.DateTime()))' pass
  run alembic upgrade aaaa
  expect_exit 0
  before=$(sha256sum database.db)
  run fz import . --verify --database
  expect_exit 0
  expect_stdout 'Imported 2 migrations of alembic into migrations/versions.
Created alembic.toml.
Verified: the originals and the revisions make the same schema.
alembic_version says that 1 revision is applied, 1 is pending.
The version table says aaaa, as it did before.'
  [ "$before" = "$(sha256sum database.db)" ] || fail 'the same database' 'another one'
  run fz migrate upgrade head
  expect_exit 0
  run alembic current
  expect_stdout 'bbbb (head)'
fi

scenario 'the scratch database takes the place of whatever env.py connects to'
alembic_project generic sqlite:///database.db
revision_py aaaa None 'op.execute("CREATE TABLE a (id INTEGER)")' pass
env_py 'create_engine("sqlite:///real.db")'
run fz import . --verify
expect_exit 0
expect_stdout_has 'Verified: '
expect_no_file real.db
echo 'CREATE TABLE by_hand (id INTEGER);' >>migrations/versions/aaaa_*.sql
sed -i '/^-- fz:downgrade/d' migrations/versions/aaaa_*.sql
run fz import . --verify --database
expect_exit 3
expect_stdout_has 'The revisions make another schema than the originals:
+ table by_hand'
[[ $stdout != *'version table says'* ]] || fail 'no database that is taken over' "$stdout"
expect_no_file real.db

scenario 'env.py that connects in its own way is not run'
alembic_project generic sqlite:///database.db
revision_py aaaa None 'op.execute("CREATE TABLE a (id INTEGER)")' pass
env_py 'create_engine("sqlite://", creator=lambda: sqlite3.connect("real.db"))'
run fz import . --verify
expect_exit 3
expect_stderr_has "Alembic's own run on an empty database failed: WrongDatabase: env.py connects in a way that cannot be led to another database."
[ ! -s real.db ] || fail 'an empty file at most' "$(sqlite3 real.db .schema)"

scenario 'a dry run compares and says what would be taken over, and writes nothing'
alembic_project generic sqlite:///database.db
revision_py aaaa None 'op.execute("CREATE TABLE a (id INTEGER)")' pass
run alembic upgrade head
revision_py bbbb '"aaaa"' 'op.execute("CREATE TABLE b (id INTEGER)")' pass
run fz import . --dry-run --verify --database
expect_exit 0
expect_stdout_has 'Would import 2 migrations of alembic into migrations/versions.
Verified: the originals and the revisions make the same schema.
alembic_version says that 1 revision is applied, 1 is pending.
The version table would say aaaa.'
expect_no_file migrations
expect_no_file alembic.toml
run fz import . --dry-run --verify --database --format json
expect_exit 0
got=$(jq -r '.written, .verified, .adopted.rows[0], .adopted.dry_run' <<<"$stdout" | tr '\n' ' ')
[ "$got" = 'false true aaaa true ' ] || fail 'JSON of all three' "$stdout"

scenario 'what needs a database is recorded on a scratch database: batches, and a look at the tables'
alembic_project generic sqlite:///database.db
revision_py aaaa None 'op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String()))' 'op.drop_table("t")'
revision_py bbbb '"aaaa"' 'with op.batch_alter_table("t") as t:
        t.alter_column("name", nullable=False)
        t.add_column(sa.Column("more", sa.String(), server_default="it'"'"'s ?"))' 'with op.batch_alter_table("t") as t:
        t.drop_column("more")
        t.alter_column("name", nullable=True)'
revision_py cccc '"bbbb"' 'if "u" not in sa.inspect(op.get_bind()).get_table_names():
        made = op.create_table("u", sa.Column("id", sa.Integer()), sa.Column("at", sa.DateTime()), sa.Column("raw", sa.LargeBinary()))
        import datetime
        op.bulk_insert(made, [{"id": 1, "at": datetime.datetime(2024, 1, 2), "raw": bytes([0, 255])}, {"id": 2, "at": None, "raw": None}])' 'op.drop_table("u")'
run fz import . --verify
expect_exit 0
expect_stdout_has 'alembic/versions/bbbb_x.py: upgrade() needs a database; this is what it did on an empty one with the revisions before it.'
expect_stdout_has 'Verified: '
expect_no_file database.db
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT id, at, quote(raw) FROM u' "1|2024-01-02 00:00:00.000000|X'00FF'
2||NULL"
run fz migrate downgrade base -y
expect_exit 0
expect_schema database.db ''

scenario 'beside a branch nothing is recorded: what the revision would find depends on the order'
alembic_project generic sqlite:///database.db
revision_py aaaa None 'op.create_table("t", sa.Column("id", sa.Integer()), sa.Column("a", sa.String()))' pass
revision_py bbbb '"aaaa"' 'with op.batch_alter_table("t") as t:
        t.alter_column("a", nullable=False)' pass
revision_py cccc '"aaaa"' 'op.add_column("t", sa.Column("c", sa.String()))' pass
run fz import .
expect_exit 3
expect_stdout_has 'alembic/versions/bbbb_x.py: to do: Alembic cannot print what upgrade() does: CommandError'

scenario 'the version table keeps its name'
alembic_project generic sqlite:///database.db
revision_py aaaa None 'op.execute("CREATE TABLE a (id INTEGER)")' pass
sed -i 's/target_metadata=target_metadata/&, version_table="shop_version"/' alembic/env.py
run alembic upgrade head
run fz import . --verify --database
expect_exit 0
expect_stdout_has 'shop_version says that 1 revision is applied, none is pending.'
run fz migrate check
expect_exit 0

scenario 'branches, merges, labels and dependencies stay as they are'
alembic_project generic sqlite:///database.db
revision_py aaaa None 'op.execute("CREATE TABLE a (id INTEGER)")' 'op.execute("DROP TABLE a")'
revision_py bbbb '"aaaa"' 'op.execute("CREATE TABLE b (id INTEGER)")' 'op.execute("DROP TABLE b")' 'branch_labels = ("shop",)'
revision_py cccc '"aaaa"' 'op.execute("CREATE TABLE c (id INTEGER)")' 'op.execute("DROP TABLE c")'
revision_py dddd '("bbbb", "cccc")' pass pass
revision_py eeee None 'op.execute("CREATE TABLE e (id INTEGER)")' 'op.execute("DROP TABLE e")' 'depends_on = "bbbb"'
run fz import alembic/versions --into moved
expect_exit 0
for each in history heads branches; do
  alembic $each 2>/dev/null | sed 's/(shop)//; s/  */ /g' | grep . | sort >theirs
  fz -c moved/alembic.toml migrate $each | sed 's/(shop)//; s/  */ /g' | grep . | sort >ours
  run diff theirs ours
  expect_exit 0
done
cd moved || exit 1
run fz migrate upgrade heads
expect_exit 0
run fz migrate downgrade base -y
expect_exit 0
expect_schema database.db ''

scenario 'both dialects, and what has to run outside of a transaction'
alembic_project generic sqlite:///database.db
revision_py aaaa None 'op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.LargeBinary()))' 'op.drop_table("t")'
revision_py bbbb '"aaaa"' 'with op.get_context().autocommit_block():
        op.create_index("i", "t", ["b"], postgresql_concurrently=True)' 'op.drop_index("i")'
run fz import . --dialect sqlite,postgresql
expect_exit 0
[ "$(grep -h '^-- fz:' migrations/versions/bbbb_*.sql)" = '-- fz:upgrade sqlite transaction=off
-- fz:upgrade postgresql transaction=off
-- fz:downgrade sqlite
-- fz:downgrade postgresql' ] || fail 'four sections' "$(cat migrations/versions/bbbb_*.sql)"
grep -q 'id SERIAL NOT NULL' migrations/versions/aaaa_*.sql || fail SERIAL "$(cat migrations/versions/aaaa_*.sql)"
grep -q 'b BLOB' migrations/versions/aaaa_*.sql || fail BLOB "$(cat migrations/versions/aaaa_*.sql)"
run fz migrate upgrade head
expect_exit 0
run fz --url postgresql://localhost/x migrate upgrade head --sql
expect_stdout_has 'CREATE INDEX CONCURRENTLY i ON t (b);'

scenario 'revisions that read rows, ask for offline mode, or fail without a database are marked'
alembic_project generic sqlite:///database.db
revision_py aaaa None 'rows = op.get_bind().execute(sa.text("SELECT 1")).fetchall()' pass
revision_py bbbb '"aaaa"' 'op.get_bind().execute(sa.select(sa.literal(1)))' pass
revision_py cccc '"bbbb"' 'if not context.is_offline_mode():
        op.execute("SELECT 1")' pass
revision_py dddd '"cccc"' 'op.execute("INSERT INTO t VALUES (:word)")' 'raise NotImplementedError()'
revision_py eeee '"dddd"' 'with op.batch_alter_table("t", recreate="always") as t:
        t.drop_column("a")' pass
revision_py ffff '"eeee"' 'sa.inspect(op.get_bind()).get_table_names()' pass
revision_py abcd '"ffff"' 'sa.Table("t", sa.MetaData(), autoload_with=op.get_bind())' pass
sed -i '/^def downgrade/,$d' alembic/versions/ffff_x.py
run fz import .
expect_exit 3
expect_stdout_has 'alembic/versions/ffff_x.py: It does not say how to undo it; it cannot be downgraded.'
expect_stdout_has 'alembic/versions/ffff_x.py: to do: upgrade() looks at the tables that are there, which it cannot without a database; write what it does as SQL.'
expect_stdout_has 'alembic/versions/abcd_x.py: to do: upgrade() looks at the tables that are there'
expect_stdout_has 'alembic/versions/aaaa_x.py: to do: upgrade() reads rows, which it cannot without a database; write it as SQL. (AttributeError'
expect_stdout_has 'alembic/versions/bbbb_x.py: to do: upgrade() reads rows'
expect_stdout_has 'alembic/versions/cccc_x.py: to do: upgrade() asks whether it runs offline'
expect_stdout_has 'alembic/versions/dddd_x.py: to do: Alembic takes :word in the SQL for a parameter, and prints NULL.'
expect_stdout_has 'alembic/versions/dddd_x.py: It does not say how to undo it; it cannot be downgraded.'
expect_stdout_has 'alembic/versions/eeee_x.py: to do: Alembic cannot print what upgrade() does: CommandError'
run fz migrate upgrade head
expect_exit 1
expect_no_file database.db

scenario 'where Alembic cannot be run: the graph, and what to write'
alembic_project generic sqlite:///database.db
revision_py aaaa None pass pass
revision_py bbbb '"aaaa"' pass pass
run fz import . --python /bin/false
expect_exit 3
expect_stdout_has "alembic.ini: to do: Alembic could not be run: '/bin/false' ended with exit status 1."
expect_stdout_has "to do: Alembic could not print what 'alembic/versions/bbbb_x.py' does; write it as SQL."
run fz migrate history
expect_stdout_has 'aaaa -> bbbb (head), revision bbbb'
run fz import . --python ./nowhere --into other
expect_exit 1
expect_no_file other
echo 'raise RuntimeError("no settings")' >alembic/env.py
run fz import . --into third
expect_exit 3
expect_stdout_has 'Alembic cannot print what upgrade() does: RuntimeError: no settings'

scenario 'Alembic in migrations/ keeps its folder; later revisions follow'
alembic init migrations >/dev/null 2>&1
sed -i 's#^sqlalchemy.url.*#sqlalchemy.url = sqlite:///database.db#' alembic.ini
revision_py aaaa None 'op.execute("CREATE TABLE a (id INTEGER)")' pass
mv alembic/versions/* migrations/versions/
run fz import .
expect_exit 0
expect_stdout_has 'into fz_migrations/versions.'
revision_py bbbb '"aaaa"' 'op.execute("CREATE TABLE b (id INTEGER)")' pass
mv alembic/versions/* migrations/versions/
run fz import .
expect_exit 0
expect_stdout_has 'Imported 1 migration of alembic into fz_migrations/versions; 1 was there already.'
run fz migrate upgrade head
expect_exit 0
expect_version database.db bbbb
