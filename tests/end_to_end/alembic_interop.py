"""alembic_interop.py FZ FOLDER [SERVER]: fz and Alembic run the same commands on the same graphs.

Each graph is written twice, as Alembic's files and as fz's. Its commands are run by Alembic alone,
by fz alone, and by the two in turn on one database, whichever begins: after every command all
databases must have the same version rows and the same tables, and if one tool refuses a command,
so must the other. The databases are SQLite files, or databases of the PostgreSQL server that SERVER,
a URL with {} for the name of a database, leads to.

Left out is where fz differs on purpose:
- `downgrade -N` from several rows (Alembic goes down from the first row that it happens to read)
  and across a merge (an "Ambiguous walk" there);
- `stamp` with a revision and its ancestor (Alembic keeps both rows, and cannot go on from there),
  and `stamp heads` from a branch to several (Alembic loses rows that have nothing to do with it);
- `downgrade LABEL@-1` from the first of several children (not a valid target there);
- what ends in a traceback there, such as `upgrade head+1` (wrong_input_test.sh has these), or
  `stamp` with two of a merge's parents when the database is at the merge.
"""

import itertools
import pathlib
import shlex
import subprocess
import sys
import warnings

import alembic.command
import alembic.config
import alembic.util
import sqlalchemy

# A revision is its id, then "->" its down_revisions, "=>" its dependencies, "#" its label.
GRAPHS = {
    "a line": (
        "aaaa; bbbb ->aaaa; cccc ->bbbb; dddd ->cccc",
        "upgrade +1; upgrade +2; upgrade +2; upgrade head; downgrade -1; upgrade aaaa;"
        "downgrade bbbb; upgrade dddd; downgrade dddd; downgrade dddd-2; upgrade bbbb+1; downgrade -9;"
        "downgrade base; downgrade base; upgrade base; downgrade aaaa; upgrade +0; upgrade none;"
        "stamp cccc; downgrade -1; stamp head; stamp base; upgrade bbbb; downgrade +1; upgrade -1",
    ),
    "two branches": (
        "aaaa; bbbb ->aaaa; cccc ->bbbb; dddd ->bbbb; eeee ->dddd",
        "upgrade head; upgrade cccc; upgrade eeee; downgrade dddd; upgrade +1; upgrade heads;"
        "downgrade cccc; upgrade heads; downgrade bbbb; upgrade +1; upgrade dddd; upgrade eeee@head;"
        "downgrade aaaa; upgrade heads; downgrade base; stamp heads; downgrade eeee-1; stamp bbbb;"
        "upgrade dddd@+1; upgrade dddd@+1; upgrade cccc@+1; downgrade dddd@-1; stamp cccc; stamp --purge dddd;"
        "upgrade heads; stamp base",
    ),
    "a merge": (
        "aaaa; bbbb ->aaaa; cccc ->aaaa; dddd ->bbbb,cccc; eeee ->dddd",
        "upgrade head; downgrade -1; downgrade bbbb; upgrade dddd; downgrade cccc; upgrade +1;"
        "downgrade aaaa; upgrade bbbb; upgrade cccc; upgrade head; downgrade dddd; downgrade aaaa;"
        "upgrade heads; stamp bbbb; upgrade cccc; upgrade +1; stamp bbbb cccc; upgrade head;"
        "stamp dddd; stamp aaaa; downgrade base",
    ),
    "twin merges": (
        "aaaa; bbbb ->aaaa; cccc ->aaaa; dddd ->bbbb,cccc; eeee ->bbbb,cccc; ffff ->dddd; gggg ->eeee",
        "upgrade heads; downgrade dddd; downgrade eeee; upgrade ffff; downgrade bbbb; upgrade gggg;"
        "upgrade heads; downgrade cccc; upgrade dddd; upgrade eeee; stamp ffff gggg; downgrade ffff;"
        "downgrade aaaa; upgrade bbbb; stamp eeee; upgrade heads; downgrade base",
    ),
    "a diamond of diamonds": (
        "aaaa; bbbb ->aaaa; cccc ->aaaa; dddd ->bbbb,cccc; eeee ->dddd; ffff ->dddd; gggg ->eeee,ffff",
        "upgrade head; downgrade eeee; downgrade dddd; downgrade bbbb; upgrade ffff; upgrade head;"
        "downgrade aaaa; upgrade dddd; stamp ffff; upgrade head; stamp cccc; upgrade gggg;"
        "downgrade base; stamp eeee ffff; upgrade head; downgrade cccc; upgrade dddd; upgrade +1",
    ),
    "a merge of three": (
        "aaaa; bbbb ->aaaa; cccc ->aaaa; dddd ->aaaa; eeee ->bbbb,cccc,dddd",
        "upgrade bbbb; upgrade dddd; upgrade head; downgrade cccc; upgrade eeee; downgrade aaaa;"
        "upgrade head; stamp bbbb; stamp cccc; upgrade eeee; stamp aaaa; upgrade head; downgrade base",
    ),
    "a forest": (
        "aaaa; bbbb ->aaaa; cccc #other; dddd ->cccc; eeee; ffff ->eeee",
        "upgrade heads; downgrade base; upgrade aaaa; upgrade other@head; upgrade ffff;"
        "downgrade aaaa@base; upgrade bbbb; downgrade other@base; upgrade other@+1; upgrade other@+1;"
        "downgrade other@-1; downgrade eeee@base; upgrade head; stamp dddd; stamp ffff; stamp heads;"
        "downgrade bbbb@-1; stamp other@base; stamp base",
    ),
    "a forest that grows together": (
        "aaaa; bbbb ->aaaa; cccc; dddd ->cccc; eeee ->bbbb,dddd; ffff ->eeee",
        "upgrade bbbb; upgrade head; downgrade eeee; downgrade bbbb; upgrade head; downgrade dddd;"
        "upgrade eeee; downgrade aaaa; upgrade cccc; upgrade heads; downgrade base",
    ),
    "a dependency between branches": (
        "aaaa; bbbb ->aaaa; cccc #other; dddd ->cccc =>bbbb; eeee ->dddd; ffff ->bbbb",
        "upgrade cccc; upgrade dddd; downgrade cccc; upgrade eeee; upgrade ffff; downgrade bbbb;"
        "downgrade dddd; upgrade heads; downgrade cccc; upgrade ffff; upgrade other@head;"
        "downgrade aaaa; upgrade eeee; downgrade other@base; downgrade base; stamp eeee; upgrade ffff;"
        "downgrade base; upgrade aaaa; upgrade other@+1; upgrade other@+1; stamp dddd; upgrade heads",
    ),
    "dependencies that are inherited": (
        "aaaa; bbbb ->aaaa; cccc =>aaaa; dddd ->cccc =>aaaa; eeee ->dddd =>bbbb",
        "upgrade cccc; upgrade dddd; upgrade bbbb; upgrade head; upgrade heads; downgrade dddd;"
        "upgrade eeee; downgrade bbbb; upgrade eeee; downgrade cccc; upgrade heads; downgrade aaaa;"
        "upgrade heads; downgrade base",
    ),
    "Alembic's own example": (
        "1975ea83b712; ae1027a6acf1 ->1975ea83b712; 27c6a30d7c24 ->1975ea83b712 #shoppingcart;"
        "d747a8a8879 ->27c6a30d7c24; 3cac04ae8714 #networking; 109ec7d132bf ->3cac04ae8714;"
        "29f859a13ea ->109ec7d132bf; 55af2cb1c267 ->ae1027a6acf1; 2a95102259be ->29f859a13ea =>55af2cb1c267",
        "upgrade heads; downgrade networking@base; upgrade heads; downgrade 55af; upgrade shoppingcart@head;"
        "upgrade networking@head; downgrade shoppingcart@base; upgrade networking@+2; upgrade ae10;"
        "upgrade shopp@head; downgrade 1975; upgrade 2a95; stamp heads; downgrade d747a8a8879@-1; upgrade 27;"
        "stamp networking@head; stamp base",
    ),
    "labels": (
        "aaaa; bbbb ->aaaa #left; cccc ->aaaa #right; dddd ->bbbb; eeee ->cccc; ffff ->dddd,eeee #joined",
        "upgrade left; upgrade right@+1; downgrade right@-1; upgrade left@head; upgrade right@+1; upgrade right@+1;"
        "upgrade left@dddd; upgrade right@dddd; upgrade joined@head; upgrade nowhere@head; upgrade left@heads;"
        "downgrade left@aaaa; upgrade left; upgrade right; stamp right@eeee; downgrade right@-1;"
        "downgrade right@cccc; upgrade heads; downgrade base",
    ),
}

# What a database could make a difference to: the plan is the same everywhere.
ON_SERVER = ["a line", "a merge"]


class Project:
    """One graph as files of both tools, in a folder of its own."""

    def __init__(self, fz, folder, revisions):
        self.fz, self.folder = fz, folder
        (folder / "alembic" / "versions").mkdir(parents=True)
        (folder / "migrations" / "versions").mkdir(parents=True)
        (folder / "alembic.toml").write_text('[database]\nurl = "sqlite:///unused.db"\n')
        (folder / "alembic" / "script.py.mako").touch()
        (folder / "alembic" / "env.py").write_text(
            "import sqlalchemy\nfrom alembic import context\n"
            "engine = sqlalchemy.create_engine(context.config.get_main_option('sqlalchemy.url'),"
            " poolclass=sqlalchemy.pool.NullPool)\n"
            "with engine.connect() as connection:\n"
            "    context.configure(connection=connection)\n"
            "    with context.begin_transaction():\n"
            "        context.run_migrations()\n"
        )
        for number, declaration in enumerate(revisions.split(";")):
            self.write(number, declaration.split())

    def write(self, number, words):
        def named(mark):
            return [name for word in words if word.startswith(mark) for name in word[len(mark):].split(",")]

        name, down, needs, labels = words[0], named("->"), named("=>"), named("#")
        (self.folder / "alembic" / "versions" / f"{number:02}_{name}.py").write_text(
            f"from alembic import op\nrevision = {name!r}\ndown_revision = {tuple(down) or None!r}\n"
            f"depends_on = {tuple(needs) or None!r}\nbranch_labels = {tuple(labels) or None!r}\n"
            f"def upgrade(): op.execute('CREATE TABLE IF NOT EXISTS t_{name} (id INTEGER)')\n"
            f"def downgrade(): op.execute('DROP TABLE IF EXISTS t_{name}')\n"
        )
        # A Python list of such words is TOML, too.
        (self.folder / "migrations" / "versions" / f"{number:02}_{name}.sql").write_text(
            f"-- +++\n-- revision = {name!r}\n-- down_revision = {down!r}\n-- depends_on = {needs!r}\n"
            f"-- branch_labels = {labels!r}\n-- create_date = 2024-06-01T00:00:{number:02}Z\n-- +++\n\n"
            f"-- fz:upgrade\nCREATE TABLE IF NOT EXISTS t_{name} (id INTEGER);\n-- fz:downgrade\nDROP TABLE IF EXISTS t_{name};\n"
        )

    def run_alembic(self, url, command, *arguments):
        """What a refusal says, or nothing."""
        config = alembic.config.Config()
        config.set_main_option("script_location", str(self.folder / "alembic"))
        config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
        try:
            if command == "stamp":
                targets = [word for word in arguments if word != "--purge"]
                alembic.command.stamp(config, targets, purge="--purge" in arguments)
            else:
                getattr(alembic.command, command)(config, *arguments)
        except alembic.util.CommandError as refusal:
            return str(refusal)
        return ""

    def run_fz(self, url, *words):
        done = subprocess.run(
            [self.fz, "-q", "--url", url, "migrate", *words],
            cwd=self.folder, capture_output=True, text=True, timeout=60)
        if done.returncode not in (0, 1, 2):
            sys.exit(f"fz {shlex.join(words)}: exit code {done.returncode}\n{done.stderr}")
        return done.stderr if done.returncode != 0 else ""


def state_of(url):
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.pool.NullPool)
    with engine.connect() as connection:
        tables = sorted(sqlalchemy.inspect(connection).get_table_names())
        rows = []
        if "alembic_version" in tables:
            found = connection.execute(sqlalchemy.text("SELECT version_num FROM alembic_version"))
            rows = sorted(row[0] for row in found)
    return rows, [table for table in tables if table != "alembic_version"]


class SQLiteFiles:
    def __init__(self, folder):
        self.folder = folder

    def new(self, name):
        """The URL of a new, empty database."""
        return f"sqlite:///{self.folder}/{name}.db"


class PostgresDatabases:
    def __init__(self, server):
        self.server = server
        engine = sqlalchemy.create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
        self.connection = engine.connect()

    def new(self, name):
        name = name.lower().replace(" ", "_").replace(",", "")
        self.connection.execute(sqlalchemy.text(f"CREATE DATABASE {name}"))
        return self.server.format(name)


def compare(name, project, commands, databases):
    """Runs the commands all four ways, up to the first difference."""
    alembic_tool, fz_tool = project.run_alembic, project.run_fz
    ways = {
        "Alembic": itertools.repeat(alembic_tool),
        "fz": itertools.repeat(fz_tool),
        "in turn": itertools.cycle([alembic_tool, fz_tool]),
        "in turn, fz first": itertools.cycle([fz_tool, alembic_tool]),
    }
    urls = {way: databases.new(f"{name} {way}") for way in ways}
    lines = [line.strip() for line in commands.split(";")]
    for number, line in enumerate(lines):
        seen = {}
        for way, tools in ways.items():
            refusal = next(tools)(urls[way], *line.split())
            seen[way] = (*state_of(urls[way]), refusal)
        if any((*got[:2], bool(got[2])) != (*seen["Alembic"][:2], bool(seen["Alembic"][2])) for got in seen.values()):
            print(f"{name}: after `{'`, `'.join(lines[:number + 1])}`:", file=sys.stderr)
            for way, (rows, tables, refusal) in seen.items():
                print(f"  {way}: rows {rows}, tables {tables}, {refusal.strip() or 'done'}", file=sys.stderr)
            return False
    return True


def main():
    fz, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    on_server = len(sys.argv) > 3
    databases = PostgresDatabases(sys.argv[3]) if on_server else SQLiteFiles(folder)
    warnings.simplefilter("ignore")
    equal = [
        compare(name, Project(fz, folder / str(number), revisions), commands, databases)
        for number, (name, (revisions, commands)) in enumerate(GRAPHS.items())
        if not on_server or name in ON_SERVER
    ]
    sys.exit(0 if all(equal) else 1)


if __name__ == "__main__":
    main()
