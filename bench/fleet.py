#!/usr/bin/env python3
"""A fleet of SQLite files, and of PostgreSQL databases, against the database's own shell under
`xargs -P` and single runs of fz. Not a part of `./dev bench`: it takes minutes.

    bench/fleet.py build/release/fz [--files N] [--databases N] [--schemas N] [--revisions N]
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
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
    return parser.parse_args()


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


def timed(command, **more):
    """Seconds, and the largest resident set of the program in MiB."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{command}: {errors.decode()[-2000:]}")
    return time.monotonic() - start, usage.ru_maxrss / 1024


def best(label, rounds, prepare, command, **more):
    seconds, memory = [], []
    for _ in range(rounds):
        prepare()
        one, most = timed(command, **more)
        seconds.append(one)
        memory.append(most)
    print(f"{label:44} {min(seconds):8.2f} s   most memory {max(memory):6.1f} MiB", flush=True)
    return min(seconds)


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
    for jobs in options.jobs:
        best(f"{what}, sqlite3 under xargs -P {jobs}", options.rounds, anew,
             ["xargs", "-P", str(jobs), "-I{}", "-a", listed, "sh", "-c",
              f"exec sqlite3 -bail '{{}}' <{script}"])
    fz = [options.fz, "fleet", "upgrade", "head", "-q"]
    best(f"{what}, fz fleet", options.rounds, anew, fz, cwd=folder)
    best(f"{what}, fz fleet, nothing to do", options.rounds, lambda: None, fz, cwd=folder)


def sql(server, database, text):
    subprocess.run([PSQL, "-X", "-q", "-h", server.socket_folder, "-p", str(server.port), "-U", "fz",
                    "-d", database], input=text, text=True, check=True, stderr=subprocess.DEVNULL)


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
    for jobs in options.jobs:
        best(f"{what}, psql under xargs -P {jobs}", options.rounds, anew,
             ["xargs", "-P", str(jobs), "-I{}", "-a", listed, "sh", "-c",
              f"exec {psql} -d '{{}}' <{script}"])
    for jobs in options.jobs:
        best(f"{what}, single runs of fz, xargs -P {jobs}", options.rounds, anew,
             ["xargs", "-P", str(jobs), "-I{}", "-a", listed, options.fz, "-q", "--url",
              f"postgresql://fz@/{{}}?{reach}", "migrate", "upgrade", "head"], cwd=folder)
    fz = [options.fz, "fleet", "upgrade", "head", "-q"]
    best(f"{what}, fz fleet", options.rounds, anew, fz, cwd=folder)
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
        if options.files:
            measure_files(options, scratch)
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
