#!/usr/bin/env python3
"""What the journal costs: 167 revisions, of which 76 run outside of transactions, by fz and by one
session of psql that runs the same statements. The two take turns; medians, and how many transactions
each has committed (a statement that works CONCURRENTLY commits several itself).

    bench/journal.py PATH_OF_FZ [ROUNDS]
"""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

from postgresql import PSQL, Postgresql, Server

REVISIONS = 167
OUTSIDE = 76

HEAD = """-- +++
-- revision = "{id}"
-- down_revision = "{down}"
-- message = "step {number}"
-- +++

-- fz:upgrade{option}
{body}

-- fz:downgrade
"""


def outside_section(number, table):
    """The kinds of which projects have such sections, about as often as they have them."""
    index = f"CREATE INDEX CONCURRENTLY ix_{number}_{{}} ON {table} ({{}});"
    kind = number % 10
    if kind < 6:
        return [index.format("a", "name")]
    if kind < 7:
        return [index.format("a", "name"), index.format("b", "id, name")]
    if kind < 8:
        return [index.format("a", "name"), f"DROP INDEX CONCURRENTLY ix_{number}_a;"]
    if kind < 9:
        return [f"ALTER TYPE kind ADD VALUE 'v{number}';"]
    return [f"UPDATE {table} SET name = 'x' WHERE id = {n};" for n in range(3)]


def revisions():
    """(runs outside, statements) of each; the outside ones are spread over all."""
    made, outside, table = [], 0, "t0"
    for number in range(REVISIONS):
        if number == 0:
            made.append((False, ["CREATE TYPE kind AS ENUM ('a');",
                                 "CREATE TABLE t0 (id INTEGER PRIMARY KEY, name TEXT);"]))
        elif (number + 1) * OUTSIDE // REVISIONS > outside:
            made.append((True, outside_section(outside, table)))
            outside += 1
        else:
            table = f"t{number}"
            made.append((False, [f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, name TEXT);",
                                 f"INSERT INTO {table} VALUES (1, 'one'), (2, 'two');"]))
    return made


def write_project(folder, steps):
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.toml").write_text('[alembic]\nscript_location = "migrations"\n')
    for number, (outside, statements) in enumerate(steps):
        (versions / f"r{number:03}.sql").write_text(HEAD.format(
            id=f"r{number:03}", down=f"r{number - 1:03}" if number else "", number=number,
            option=" transaction=off" if outside else "", body="\n".join(statements)))


def write_script(file, steps):
    text = "\\set ON_ERROR_STOP on\n"
    for outside, statements in steps:
        body = "\n".join(statements)
        text += f"{body}\n" if outside else f"BEGIN;\n{body}\nCOMMIT;\n"
    file.write_text(text)


def commits(server, name):
    """Once the server has counted all: it does so when a session ends."""
    query = f"SELECT xact_commit FROM pg_stat_database WHERE datname = '{name}'"
    before = None
    while True:
        command = [PSQL, "-X", "-q", "-A", "-t", "-h", server.socket_folder, "-p", str(server.port),
                   "-U", "fz", "-d", "postgres", "-c", query]
        now = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        if now == before:
            return int(now)
        before = now
        time.sleep(0.3)


def run(command, folder):
    begin = time.monotonic()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.monotonic() - begin


def main():
    fz = pathlib.Path(sys.argv[1]).resolve()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    server = Server()
    reason = server.missing()
    if reason is not None:
        sys.exit(reason)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fz-journal."))
    try:
        steps = revisions()
        write_project(folder, steps)
        write_script(folder / "all.sql", steps)
        os.environ.pop("DATABASE_URL", None)
        measure(Postgresql(server), server, fz, folder, rounds)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure(place, server, fz, folder, rounds):
    times = {"psql": [], "fz": []}
    counts = {}
    for number in range(rounds):
        for name in ("psql", "fz") if number % 2 == 0 else ("fz", "psql"):
            database = place.new(f"{name}-{number}")
            url = database.url
            command = ([PSQL, "-X", "-q", "-f", "all.sql", url] if name == "psql"
                       else [fz, "--url", url, "migrate", "upgrade", "head"])
            times[name].append(run(command, folder))
            counts[name] = commits(server, database.name)
    floor = statistics.median(times["psql"])
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:5} {median * 1000:7.0f} ms  (from {min(taken) * 1000:.0f} to "
              f"{max(taken) * 1000:.0f})  {median / floor:.2f} x psql  {counts[name]} commits")


if __name__ == "__main__":
    main()
