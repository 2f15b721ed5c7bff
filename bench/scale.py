#!/usr/bin/env python3
"""scale.py PROGRAMS FOLDER: what long histories cost; PROGRAMS holds fz and time_command.

Commands that only list, or find nothing to do, on linear histories and on rows of diamonds, in
FOLDER; the database is at head. Each run is a new process that writes its output to a file; the
files of the history are in the page cache. "growth" is the processor time against that of half the
size or so, divided by what N log N grows: not much above 1, or there is something quadratic.
"""

import math
import pathlib
import shutil
import sqlite3
import re
import subprocess
import sys
import time

RUNS = 11
LINEAR = (1000, 2000, 5000, 10000, 20000)
DIAMONDS = (1500, 3000)
COMMANDS = ("heads", "current", "history", "upgrade head")
BODY = "-- fz:upgrade\n" + "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n" * 20


def identifier(number):
    return f"{number * 0x9E3779B97F4A7C15 % 2**48:012x}"  # as if random


def linear(size):
    """(number, numbers of its parents) of each revision."""
    return [(n, [n - 1] if n else []) for n in range(size)]


def diamonds(size):
    revisions = [(0, [])]
    for _ in range(size):
        top = len(revisions) - 1
        revisions += [(top + 1, [top]), (top + 2, [top]), (top + 3, [top + 1, top + 2])]
    return revisions


def write_project(folder, revisions):
    shutil.rmtree(folder, ignore_errors=True)
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.toml").write_text('[database]\nurl = "sqlite:///fz.db"\n')
    for number, parents in revisions:
        names = [identifier(parent) for parent in parents]
        down = f'"{"".join(names)}"' if len(names) < 2 else str(names).replace("'", '"')
        date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_700_000_000 + 600 * number))
        (versions / f"{identifier(number)}_step_{number}.sql").write_text(
            f'-- +++\n-- revision = "{identifier(number)}"\n-- down_revision = {down}\n'
            f'-- message = "step {number}"\n-- create_date = {date}\n-- +++\n\n{BODY}'
        )
    with sqlite3.connect(folder / "fz.db") as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
                           "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (identifier(revisions[-1][0]),))
    connection.close()


def seconds_and_memory(programs, folder, command):
    """Wall and processor time (medians, in milliseconds), peak memory in MiB."""
    line = subprocess.run(
        [programs / "time_command", str(RUNS), "output", programs / "fz", "-q", "migrate", *command],
        cwd=folder, check=True, text=True, capture_output=True).stdout
    return [float(re.search(word + r" +([0-9.]+)", line)[1]) for word in ("median", "processor", "peak")]


def growth(size, cost, size_before, cost_before):
    return cost / cost_before / (size * math.log(size) / (size_before * math.log(size_before)))


def measure(programs, folder, kind, histories):
    before = {}
    for count, revisions in histories:
        write_project(folder, revisions)
        for command in COMMANDS:
            wall, processor, peak = seconds_and_memory(programs, folder, command.split())
            line = (f"  {count:6} {kind:9} {command:13} wall {wall:6.1f} ms"
                    f"   processor {processor:6.1f} ms   peak {peak:5.1f} MiB")
            if command in before:
                line += f"   growth {growth(len(revisions), processor, *before[command]):4.2f}"
            before[command] = (len(revisions), processor)
            print(line, flush=True)
    shutil.rmtree(folder)


def main():
    programs, folder = pathlib.Path(sys.argv[1]).absolute(), pathlib.Path(sys.argv[2]) / "scale"
    print(f"scale: medians of {RUNS} runs")
    measure(programs, folder, "linear", [(size, linear(size)) for size in LINEAR])
    measure(programs, folder, "diamonds", [(size, diamonds(size)) for size in DIAMONDS])


if __name__ == "__main__":
    main()
