"""Alembic, with env.py as its documentation has it for steps that are whole or not at all."""

import compileall
import shutil

from command import Command
from tools.tool import Tool, first_line
from work import downgrade, identifier, upgrade, version_at_head

INI = """\
[alembic]
script_location = migrations
[loggers]
keys = root,alembic
[handlers]
keys = console
[formatters]
keys = generic
[logger_root]
level = WARN
handlers = console
qualname =
[logger_alembic]
level = INFO
handlers =
qualname = alembic
[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic
[formatter_generic]
format = %(levelname)-5.5s [%(name)s] %(message)s
"""

# pysqlite commits before DDL unless it is told not to begin transactions itself:
# https://docs.sqlalchemy.org/en/14/dialects/sqlite.html#pysqlite-serializable
ENV = """\
import os
from logging.config import fileConfig

from alembic import context
from sqlalchemy import create_engine, event, pool

fileConfig(context.config.config_file_name)
engine = create_engine(os.environ["DATABASE_URL"], poolclass=pool.NullPool)
if engine.dialect.name == "sqlite":

    @event.listens_for(engine, "connect")
    def leave_transactions_alone(connection, record):
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


with engine.connect() as connection:
    context.configure(
        connection=connection, transactional_ddl=True, transaction_per_migration={each}
    )
    with context.begin_transaction():
        context.run_migrations()
"""


class Alembic(Tool):
    name = "alembic"

    def missing(self):
        return None if shutil.which("alembic") else "not installed"

    def version(self):
        return first_line(["alembic", "--version"]).split()[1]

    def write(self, project):
        versions = project.folder / "migrations" / "versions"
        versions.mkdir(parents=True)
        (project.folder / "alembic.ini").write_text(INI)
        (project.folder / "migrations" / "env.py").write_text(ENV.format(each=not project.one_transaction))
        (project.folder / "migrations" / "script.py.mako").touch()
        for number, parents in project.history.revisions:
            names = tuple(identifier(parent) for parent in parents)
            down = names if len(names) > 1 else names[0] if names else None
            (versions / f"{identifier(number)}_step_{number}.py").write_text(
                f'"""step {number}"""\nfrom alembic import op\n\n'
                f"revision = '{identifier(number)}'\ndown_revision = {down!r}\n\n\n"
                f"def upgrade():\n{executed(upgrade(number))}\n\n"
                f"def downgrade():\n{executed(downgrade(number))}"
            )
        # As they are after a first run, which would make it look slower than it is.
        compileall.compile_dir(versions, quiet=2)

    def version_at_head(self, history):
        return version_at_head(history)

    def print_version(self, project, database):
        return Command(["alembic", "--version"], project.folder)

    def current(self, project, database):
        return self._run(project, database, "current")

    def upgrade(self, project, database):
        return self._run(project, database, "upgrade", "head")

    def history(self, project, database):
        return self._run(project, database, "history")

    def downgrade(self, project, database):
        return self._run(project, database, "downgrade", "base")

    def _run(self, project, database, *words):
        return Command(["alembic", *words], project.folder, {"DATABASE_URL": database.url})


def executed(statements):
    return "".join(f"    op.execute({statement!r})\n" for statement in statements)
