#!/usr/bin/python3
"""What pytest-alembic's four tests do (single head, upgrade, up and down, MetaData against the
database), with Debian's Alembic and without pytest around it: what `fz migrate test` is measured
against.

    bench/alembic_test.py FOLDER URL REVISIONS    URL as SQLAlchemy has it
"""

import pathlib
import sys

from alembic import autogenerate, command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Column, Integer, MetaData, String, Table, create_engine

ENVIRONMENT = """from alembic import context
connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=context.config.attributes["metadata"])
with context.begin_transaction():
    context.run_migrations()
"""

REVISION = """revision = "r{number:011}"
down_revision = {previous!r}
from alembic import op
import sqlalchemy as sa

def upgrade():
    op.create_table("t{number}", sa.Column("id", sa.Integer(), primary_key=True),
        *[sa.Column(f"c{{n}}", sa.String(40), nullable=False, server_default="x") for n in range(7)],
        sa.Column("n", sa.Integer()), sa.CheckConstraint("n > 0"))

def downgrade():
    op.drop_table("t{number}")
"""


def metadata_of(revisions):
    made = MetaData()
    for number in range(revisions):
        columns = [Column(f"c{n}", String(40), nullable=False, server_default="x") for n in range(7)]
        Table(f"t{number}", made, Column("id", Integer, primary_key=True), *columns,
              Column("n", Integer), CheckConstraint("n > 0"))
    return made


def write(folder, revisions):
    versions = folder / "versions"
    versions.mkdir(parents=True)
    (folder / "env.py").write_text(ENVIRONMENT)
    for number in range(revisions):
        previous = f"r{number - 1:011}" if number else None
        (versions / f"r{number:011}_step.py").write_text(
            REVISION.format(number=number, previous=previous))


def main():
    folder, url, revisions = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    write(folder, revisions)
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.attributes["metadata"] = metadata_of(revisions)
    script = ScriptDirectory.from_config(config)
    assert len(script.get_heads()) == 1
    names = [r.revision for r in reversed(list(script.walk_revisions()))]
    with create_engine(url).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        found = autogenerate.compare_metadata(MigrationContext.configure(connection),
                                              config.attributes["metadata"])
        assert not found, found
        command.downgrade(config, "base")
        for name in names:
            command.upgrade(config, name)
        for name in reversed([None, *names[:-1]]):
            command.downgrade(config, name or "base")
        for name in names:
            command.upgrade(config, name)


if __name__ == "__main__":
    main()
