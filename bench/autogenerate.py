#!/usr/bin/env python3
"""Measures what writes revisions and what they cost: bench/autogenerate.py build/release/fz [WHAT…]

autogenerate: a revision for 5 changes in 500 tables of 10 columns, tried out on a scratch database, on
SQLite and on a private PostgreSQL server. The time that it may take is printed beside it.
rebuild: a table of 1,000,000 rows with an index is rebuilt on SQLite, by a generated revision and by
`-- fz:rebuild`, in turn with the same twelve steps in the sqlite3 shell.
writer: how long each write of a busy writer takes while a table of 1,000,000 rows gets a key, a check,
a foreign key, NOT NULL and indexes, by a chain of revisions and by plain statements; also written as
writer.svg. Without WHAT: all three. Run it on a quiet machine.
"""

import itertools
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from plot import plot
from postgresql import PSQL, Server
from schema import forget, milliseconds, new_database, project, run, tables, write_revision

ROWS = 1_000_000
ROUNDS = 7
LOCK_TIMEOUT = 500  # milliseconds


def with_target(fz, folder, url, sql):
    """A project at head of one revision, which is the target."""
    versions = project(fz, folder, url)
    write_revision(versions, 0, sql, "SELECT 1;")
    (folder / "schema.sql").write_text(sql)
    with open(folder / "alembic.toml", "a", encoding="utf-8") as toml:
        toml.write('\n[schema]\ntarget = "schema.sql"\n')
    run(fz, "-q", "migrate", "upgrade", "head", cwd=folder)
    return versions


def five_changes(sql):
    """A column comes, one goes, one becomes optional, an index changes, a table comes."""
    lines = sql.splitlines()
    lines[20] = lines[20].replace("c0 ", "new varchar(40), c0 ", 1)
    lines[40] = lines[40].replace("c6 varchar(40) NOT NULL DEFAULT 'x', ", "") \
                         .replace("c6 TEXT NOT NULL DEFAULT 'x', ", "")
    lines[60] = lines[60].replace(" NOT NULL", "", 1)
    lines[81] = lines[81].replace("(n, c1)", "(n, c2)")
    return "\n".join([*lines, "CREATE TABLE added (id integer PRIMARY KEY);"]) + "\n"


def measure_autogenerate(fz, folder, url, name, allowed):
    sql = "".join(tables(name == "PostgreSQL"))
    versions = with_target(fz, folder, url, sql)
    (folder / "schema.sql").write_text(five_changes(sql))
    kept = set(versions.iterdir())

    def remove():
        for file in set(versions.iterdir()) - kept:
            file.unlink()

    def begin():
        remove()
        forget()

    command = (fz, "-q", "migrate", "revision", "--autogenerate", "-m", "five")
    for words, before in (("nothing known", begin), ("schemas known", remove)):
        print(f"{name}, 500 tables, a revision for 5 changes, {words} (at most {allowed}):",
              milliseconds(*command, rounds=5, before=before, cwd=folder), flush=True)


TABLE = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT{}, b INTEGER)"
TWELVE_STEPS = f"""PRAGMA foreign_keys = OFF;
PRAGMA legacy_alter_table = ON;
BEGIN IMMEDIATE;
{TABLE.format(' NOT NULL').replace('TABLE t', 'TABLE new_t')};
INSERT INTO new_t SELECT id, a, b FROM t;
DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
CREATE INDEX i ON t (b);
PRAGMA foreign_key_check;
UPDATE alembic_version SET version_num = 'r00000000001';
COMMIT;
"""


def prepared(fz, folder):
    """Two projects at their first revision, and the database of both with its rows."""
    index = "CREATE INDEX i ON t (b);\n"
    projects = {}
    for name in ("generated", "by directive"):
        versions = with_target(fz, folder / name, "sqlite:///t.db", TABLE.format("") + ";\n" + index)
        projects[name] = (folder / name, versions)
    generated, versions = projects["generated"]
    start = generated / "start.db"
    (generated / "t.db").rename(start)
    run("sqlite3", start, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        f"WHERE i < {ROWS}) INSERT INTO t (a, b) SELECT 'row ' || i, i * 7 % 1000 FROM n")
    (generated / "schema.sql").write_text(TABLE.format(" NOT NULL") + ";\n" + index)
    run(fz, "-q", "migrate", "revision", "--autogenerate", "--rev-id", "r00000000001", cwd=generated)
    file = next(versions.glob("r00000000001*"))
    file.write_text("".join(line for line in file.read_text().splitlines(keepends=True)
                            if not line.startswith("-- fz:todo")))
    write_revision(projects["by directive"][1], 1,
                   "-- fz:rebuild t\n" + TABLE.format(" NOT NULL") + ";", "SELECT 1;")
    return start, {name: place for name, (place, _) in projects.items()}


def measure_rebuild(fz, folder):
    folder.mkdir()
    start, places = prepared(fz, folder)
    places["sqlite3"] = folder
    taken = {name: [] for name in places}
    for number in range(ROUNDS):
        names = list(places) if number % 2 == 0 else list(places)[::-1]
        for name in names:
            database = places[name] / "t.db"
            shutil.copy(start, database)
            os.sync()
            begin = time.monotonic()
            if name == "sqlite3":
                run("sqlite3", "-bail", database, TWELVE_STEPS)
            else:
                run(fz, "-q", "migrate", "upgrade", "head", cwd=places[name])
            taken[name].append(1000 * (time.monotonic() - begin))
            database.unlink()
    floor = statistics.median(taken["sqlite3"])
    for name, all_of_it in taken.items():
        median = statistics.median(all_of_it)
        print(f"SQLite, {ROWS:,} rows rebuilt, {name}: {median:.0f} ms ({min(all_of_it):.0f} to "
              f"{max(all_of_it):.0f}), {median / floor:.2f} times the shell (at most 1.05)",
              flush=True)


class Writer:
    """One session that updates one row after another, until it is stopped."""

    def __init__(self, url):
        self._shell = subprocess.Popen([PSQL, "-X", "-q", "-A", "-t", url], text=True, bufsize=1,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._ends = False
        self.waits = []  # milliseconds
        self._thread = threading.Thread(target=self._write)
        self._thread.start()

    def _write(self):
        chance = random.Random(1)
        while not self._ends:
            begin = time.monotonic()
            self._shell.stdin.write(f"UPDATE t SET b = b + 1 WHERE id = {chance.randint(1, ROWS)};\n"
                                    "\\echo done\n")
            self._shell.stdin.flush()
            if self._shell.stdout.readline().strip() != "done":
                sys.exit("the writer's statement failed")
            self.waits.append(1000 * (time.monotonic() - begin))

    def stop(self):
        self._ends = True
        self._thread.join()
        self._shell.stdin.close()
        self._shell.wait()
        return sorted(self.waits, reverse=True)


BEFORE = """CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer PRIMARY KEY, a text, b integer, p integer);
"""
AFTER = """CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer PRIMARY KEY, a text NOT NULL, b integer CHECK (b >= 0), p integer
  REFERENCES p, UNIQUE (a));
CREATE INDEX t_b ON t (b);
CREATE INDEX t_p ON t (p);
"""


def measure_writer(fz, folder, server, *options):
    """The waits of the writer, the longest first."""
    url = new_database(server)
    versions = with_target(fz, folder, url, BEFORE)
    toml = folder / "alembic.toml"
    toml.write_text(toml.read_text().replace(
        "[alembic]\n", f'[alembic]\nstatement_lock_timeout = "{LOCK_TIMEOUT}ms"\n', 1))
    run(PSQL, "-X", "-q", "-c", "INSERT INTO p SELECT generate_series(1, 100)", "-c",
        "INSERT INTO t SELECT i, 'row ' || i, i % 100, 1 + i % 100 "
        f"FROM generate_series(1, {ROWS}) i", "-c", "ANALYZE", url)
    (folder / "schema.sql").write_text(AFTER)
    run(fz, "-q", "migrate", "revision", "--autogenerate", "-m", "change", *options, cwd=folder)
    for file in versions.iterdir():
        file.write_text("".join(line for line in file.read_text().splitlines(keepends=True)
                                if not line.startswith("-- fz:todo")))
    writer = Writer(url)
    time.sleep(1)
    try:
        run(fz, "-q", "migrate", "upgrade", "head", cwd=folder)
    finally:
        waits = writer.stop()
    return waits


def measure_writers(fz, folder, server):
    folder.mkdir()
    lines = {}
    for name, options in (("chain", ()), ("plain statements", ("--offline-ddl",))):
        waits = measure_writer(fz, folder / name.replace(" ", "-"), server, *options)
        print(f"PostgreSQL, {ROWS:,} rows, a busy writer beside {name}: {len(waits)} writes, the longest "
              f"{waits[0]:.0f} ms, half of them within {statistics.median(waits):.1f} ms", flush=True)
        ranks = [rank for rank in (1, 2, 5, 10, 20, 50, 100) if rank <= len(waits)]
        lines[name] = [(rank, waits[rank - 1]) for rank in ranks]
    print(f"The chain may keep a writer for statement_lock_timeout, {LOCK_TIMEOUT} ms.")
    file = pathlib.Path("writer.svg")
    labels = sorted(set(itertools.chain(*([rank for rank, _ in line] for line in lines.values()))))
    file.write_text(plot("How long the slowest writes waited (ms)", "the slowest, the second, …", lines,
                         labels))
    print(f"written: {file.resolve()}")


def main():
    fz = pathlib.Path(sys.argv[1]).resolve()
    wanted = sys.argv[2:] or ["autogenerate", "rebuild", "writer"]
    server = Server()
    why = server.missing()
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        place = pathlib.Path(folder)
        os.environ["XDG_CACHE_HOME"] = str(place / "cache")
        try:
            if "autogenerate" in wanted:
                measure_autogenerate(fz, place / "lite", "sqlite:///database.db", "SQLite", "0.5 s")
                if not why:
                    measure_autogenerate(fz, place / "pg", new_database(server), "PostgreSQL", "4 s")
            if "rebuild" in wanted:
                measure_rebuild(fz, place / "rebuild")
            if "writer" in wanted and not why:
                measure_writers(fz, place / "writer", server)
        finally:
            server.stop()
    if why:
        print(why)


if __name__ == "__main__":
    main()
