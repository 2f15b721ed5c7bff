#!/usr/bin/env python3
"""A fleet of SQLite files, and of PostgreSQL databases, against the database's own shell under
`xargs -P` and single runs of fz. Not a part of `./dev bench`: it takes minutes.

    bench/fleet.py build/release/fz [--files N] [--databases N] [--schemas N] [--revisions N]
    bench/fleet.py build/release/fz --all     # every figure that is promised, with its limit

The exit code is 1 if a figure is over its limit.
"""

import argparse
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True

from postgresql import PSQL, Server
from work import identifier, upgrade, version_row


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fz", type=pathlib.Path)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--databases", type=int, default=0)
    parser.add_argument("--schemas", type=int, default=0)
    parser.add_argument("--revisions", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 4, 16])
    parser.add_argument("--all", action="store_true", help="every figure; takes long")
    return parser.parse_args()


over = []


def judge(what, value, limit, unit=""):
    """Says whether a figure keeps its limit."""
    verdict = "well" if value <= limit else "OVER"
    print(f"    {what}: {value:.2f}{unit}, limit {limit}{unit}: {verdict}", flush=True)
    if value > limit:
        over.append(what)


def write_project(folder, count, fleet):
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.toml").write_text(f"[alembic]\n[fleet]\n{fleet}")
    down = ""
    for number in range(count):
        (versions / f"{identifier(number)}.sql").write_text(
            f'-- +++\n-- revision = "{identifier(number)}"\n-- down_revision = "{down}"\n-- +++\n'
            f"-- fz:upgrade\n" + "\n".join(upgrade(number)) + "\n")
        down = identifier(number)


def shell_script(count):
    """The same statements, version rows and transactions for a shell."""
    parts = ["CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL, "
             "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));"]
    down = None
    for number in range(count):
        parts.append("BEGIN;")
        parts += upgrade(number)
        parts.append(version_row(down, number))
        parts.append("COMMIT;")
        down = number
    return "\n".join(parts) + "\n"


class Descriptors:
    """The most open descriptors of a process, looked at fifty times a second."""

    def __init__(self, process):
        self.most = 0
        self.folder = f"/proc/{process.pid}/fd"
        self.thread = threading.Thread(target=self.look)
        self.thread.start()

    def look(self):
        while True:
            try:
                self.most = max(self.most, len(os.listdir(self.folder)))
            except OSError:
                return
            time.sleep(0.02)


class Cost:
    """Seconds, the largest resident set in MiB, and the most descriptors of the best of some runs."""

    def __init__(self):
        self.seconds, self.memory, self.descriptors = float("inf"), 0, 0

    def add(self, seconds, memory, descriptors):
        self.seconds = min(self.seconds, seconds)
        self.memory = max(self.memory, memory)
        self.descriptors = max(self.descriptors, descriptors)


def timed(command, **more):
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)
    descriptors = Descriptors(child)
    errors = child.stderr.read()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    seconds = time.monotonic() - start
    _, status, usage = os.wait4(child.pid, 0)
    descriptors.thread.join()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{command}: {errors.decode()[-2000:]}")
    return seconds, usage.ru_maxrss / 1024, descriptors.most


def best(label, rounds, prepare, command, **more):
    cost = Cost()
    for _ in range(rounds):
        prepare()
        cost.add(*timed(command, **more))
    print(f"{label:48} {cost.seconds:8.2f} s  memory {cost.memory:6.1f} MiB  "
          f"descriptors {cost.descriptors:4}", flush=True)
    return cost


def measure_files(options, scratch):
    folder = scratch / "files"
    write_project(folder, options.revisions, 'files = "data/*.db"\n')
    script = folder / "shell.sql"
    script.write_text(shell_script(options.revisions))
    data = folder / "data"
    names = [str(data / f"{number:05}.db") for number in range(options.files)]
    listed = folder / "names"
    listed.write_text("\n".join(names) + "\n")

    def anew():
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir()
        for name in names:
            pathlib.Path(name).touch()

    what = f"{options.files} files"
    shells = [best(f"{what}, sqlite3 under xargs -P {jobs}", options.rounds, anew,
                   ["xargs", "-P", str(jobs), "-I{}", "-a", listed, "sh", "-c",
                    f"exec sqlite3 -bail '{{}}' <{script}"]) for jobs in options.jobs]
    fz = [options.fz, "fleet", "upgrade", "head", "-q"]
    fleet = best(f"{what}, fz fleet", options.rounds, anew, fz, cwd=folder)
    if shells:
        judge("fz fleet over the best shell", fleet.seconds / min(s.seconds for s in shells), 1.0)
    judge("memory", fleet.memory, 64, " MiB")
    nothing = best(f"{what}, fz fleet, nothing to do", options.rounds, lambda: None, fz, cwd=folder)
    if options.files >= 10000:
        judge("nothing to do", nothing.seconds, 6, " s")
    measure_locked(options, folder, names, anew, what)
    shutil.rmtree(data)
    return fleet


def measure_locked(options, folder, names, anew, what):
    """Until all files but four are done, of which others hold the locks."""
    def until_done(locked):
        anew()
        holders = [sqlite3.connect(name, isolation_level=None) for name in names[:locked]]
        for holder in holders:
            holder.execute("BEGIN EXCLUSIVE")
        start = time.monotonic()
        run = subprocess.Popen([options.fz, "fleet", "upgrade", "head", "--format", "json"],
                               cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        left = len(names) - locked
        seconds = None
        for line in run.stdout:
            event = json.loads(line)
            left -= event["event"] == "ended"
            if left == 0 and seconds is None:
                seconds = time.monotonic() - start
                for holder in holders:
                    holder.close()
        if run.wait() != 0 or seconds is None:
            sys.exit("not all targets were done")
        return seconds
    free = min(until_done(0) for _ in range(options.rounds))
    held = min(until_done(4) for _ in range(options.rounds))
    print(f"{what + ', four of them locked: the others':48} {held:8.2f} s  (none locked {free:.2f} s)")
    judge("four locked files over none", held / free, 1.1)


def sql(server, database, text):
    subprocess.run([PSQL, "-X", "-q", "-h", server.socket_folder, "-p", str(server.port), "-U", "fz",
                    "-d", database], input=text, text=True, check=True, stderr=subprocess.DEVNULL)


def whole_scripts(folder, names, script, processes):
    """For each process of psql, a file by which it goes from database to database and sends to each
    the whole script as one message."""
    message = script.read_text().replace(";\n", "\\;\n") + ";\n"
    files = []
    for number in range(processes):
        files.append(folder / f"whole{number}.sql")
        files[-1].write_text("".join(f"\\connect {name}\n{message}"
                                     for name in names[number::processes]))
    listed = folder / "whole"
    listed.write_text("".join(f"{file}\n" for file in files))
    return listed


def measure_databases(options, scratch, server):
    folder = scratch / "databases"
    reach = f"host={server.socket_folder}&port={server.port}"
    write_project(folder, options.revisions,
                  f'targets = "names"\ntemplate = "postgresql://fz@/${{name}}?{reach}"\n')
    script = folder / "shell.sql"
    script.write_text(shell_script(options.revisions))
    names = [f"d{number:05}" for number in range(options.databases)]
    listed = folder / "names"
    listed.write_text("\n".join(names) + "\n")

    def anew():
        sql(server, "postgres", "".join(f"DROP DATABASE IF EXISTS {name};\nCREATE DATABASE {name};\n"
                                        for name in names))

    what = f"{options.databases} databases"
    psql = f"{PSQL} -X -q -v ON_ERROR_STOP=1 -h {server.socket_folder} -p {server.port} -U fz"
    shells = [best(f"{what}, psql under xargs -P {jobs}", options.rounds, anew,
                   ["xargs", "-P", str(jobs), "-I{}", "-a", listed, "sh", "-c",
                    f"exec {psql} -d '{{}}' <{script}"]) for jobs in options.jobs]
    if shells:
        # What the server has to do in any case: clients that are started once and ask nothing.
        at_once = 4
        parts = whole_scripts(folder, names, script, at_once)
        alone = best(f"{what}, the server's own work", options.rounds, anew,
                     ["xargs", "-P", str(at_once), "-n", "1", "-a", parts,
                      *psql.split(), "-d", "postgres", "-f"])
        print(f"    the server's own work over the best psql: "
              f"{alone.seconds / min(shell.seconds for shell in shells):.2f}")
    singles = [best(f"{what}, single runs of fz, xargs -P {jobs}", options.rounds, anew,
                    ["xargs", "-P", str(jobs), "-I{}", "-a", listed, options.fz, "-q", "--url",
                     f"postgresql://fz@/{{}}?{reach}", "migrate", "upgrade", "head"], cwd=folder)
               for jobs in options.jobs]
    fz = [options.fz, "fleet", "upgrade", "head", "-q"]
    fleet = best(f"{what}, fz fleet", options.rounds, anew, fz, cwd=folder)
    for name, others in (("psql", shells), ("single fz", singles)):
        if others:
            judge(f"fz fleet over the best {name}",
                  fleet.seconds / min(other.seconds for other in others), 0.75)
    best(f"{what}, fz fleet, nothing to do", options.rounds, lambda: None, fz, cwd=folder)


def measure_schemas(options, scratch, server):
    folder = scratch / "schemas"
    url = f"postgresql://fz@/many?host={server.socket_folder}&port={server.port}"
    write_project(folder, options.revisions, f'database = "{url}"\nschemas = "s*"\n')

    def anew():
        sql(server, "postgres", "DROP DATABASE IF EXISTS many;\nCREATE DATABASE many;\n")
        sql(server, "many", "".join(f"CREATE SCHEMA s{number:05};\n"
                                    for number in range(options.schemas)))

    fz = [options.fz, "fleet", "upgrade", "head", "-q"]
    best(f"{options.schemas} schemas, fz fleet", 1, anew, fz, cwd=folder)
    best(f"{options.schemas} schemas, nothing to do", 1, lambda: None, fz, cwd=folder)


def main():
    options = parse()
    options.fz = options.fz.resolve()
    root = pathlib.Path(__file__).resolve().parent.parent / "build"
    with tempfile.TemporaryDirectory(dir=root, prefix="fleet-") as scratch:
        scratch = pathlib.Path(scratch)
        if options.all:
            options.files, options.databases, options.schemas = 1000, 500, 5000
        few = measure_files(options, scratch) if options.files else None
        if options.all:
            shutil.rmtree(scratch / "files")
            many = argparse.Namespace(**{**vars(options), "files": 10000, "jobs": [], "rounds": 1})
            most = measure_files(many, scratch)
            judge("descriptors of 10,000 files over those of 1,000",
                  most.descriptors / few.descriptors, 1.1)
        if not options.databases and not options.schemas:
            return
        server = Server()
        if server.missing():
            sys.exit(server.missing())
        try:
            if options.databases:
                measure_databases(options, scratch, server)
            if options.schemas:
                measure_schemas(options, scratch, server)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
    sys.exit(1 if over else 0)
