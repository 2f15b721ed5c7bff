#!/usr/bin/env python3
"""One revision file of 100 MB against the same file in the database's own shell: time, and the most
memory that was in use. Not a part of `./dev bench`: it takes minutes.

    bench/long_file.py build/release/fz [MEGABYTES [ROUNDS]]
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from postgresql import PSQL, Server

TABLE = "CREATE TABLE measurements (id INTEGER, name TEXT, value FLOAT);\n"
INTO = "INSERT INTO measurements (id, name, value) VALUES"


def row(number):
    return f"({number}, 'sensor number {number % 1000} of the hall', {number % 99991 / 7:.3f})"


def one_row_each(size):
    for number in range(size // 100):
        yield f"{INTO} {row(number)};\n"


def many_rows_each(size):
    for first in range(0, size // 50, 200):
        rows = ",\n  ".join(row(number) for number in range(first, first + 200))
        yield f"{INTO}\n  {rows};\n"


def write_project(folder, statements):
    """The revision, and the same statements for a shell."""
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.toml").write_text('[alembic]\nscript_location = "migrations"\n')
    shell = folder / "shell.sql"
    with (versions / "a.sql").open("w") as revision, shell.open("w") as script:
        revision.write('-- +++\n-- revision = "a"\n-- +++\n-- fz:upgrade\n' + TABLE)
        script.write(TABLE)
        for statement in statements:
            revision.write(statement)
            script.write(statement)
    return shell


def measure(command, folder, **more):
    """Seconds, and the most KiB. By GNU time: what Python starts inherits its own figure."""
    figures = folder / "figures"
    timed = ["/usr/bin/time", "-f", "%e %M", "-o", str(figures), *command]
    ended = subprocess.run(timed, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                           check=False, **more)
    if ended.returncode != 0:
        sys.exit(f"{command[0]} failed: {ended.stderr.decode()[-500:]}")
    seconds, kibibytes = figures.read_text().split()
    return float(seconds), int(kibibytes)


class SqlitePlace:
    name = "SQLite"

    def __init__(self, folder):
        self._file = folder / "long.db"

    def new(self):
        for file in self._file.parent.glob("long.db*"):
            file.unlink()
        return f"sqlite:///{self._file}"

    def shell(self, url, script):
        whole = script.with_suffix(".whole.sql")
        whole.write_bytes(b"BEGIN;\n" + script.read_bytes() + b"COMMIT;\n")
        with whole.open("rb") as given:
            return measure(["sqlite3", "-bail", str(self._file)], script.parent, stdin=given)


class PostgresqlPlace:
    name = "PostgreSQL"

    def __init__(self, server):
        self._server = server
        self._count = 0

    def new(self):
        self._count += 1
        name = f"long_{self._count}"
        subprocess.run(self._psql("postgres") + ["-c", f"CREATE DATABASE {name}"], check=True,
                       stdout=subprocess.DEVNULL)
        return f"postgresql://fz@/{name}?host={self._server.socket_folder}&port={self._server.port}"

    def _psql(self, database):
        return [PSQL, "-X", "-q", "-h", str(self._server.socket_folder), "-p",
                str(self._server.port), "-U", "fz", database]

    def shell(self, url, script):
        database = url.split("@/")[1].split("?")[0]
        return measure(self._psql(database) + ["-1", "-f", str(script)], script.parent)


def compare(place, program, folder, script, rounds):
    ours, shells = [], []
    for _ in range(rounds):
        shells.append(place.shell(place.new(), script))
        environment = dict(os.environ, DATABASE_URL=place.new())
        ours.append(measure([program, "migrate", "upgrade", "head"], folder, env=environment))
    seconds = statistics.median(each[0] for each in ours)
    shell_seconds = statistics.median(each[0] for each in shells)
    print(f"{place.name:<11} {folder.name:<15} fz {seconds:6.2f} s, the shell {shell_seconds:6.2f} s:"
          f" {seconds / shell_seconds:.2f} times; fz needs {max(e[1] for e in ours) / 1024:.0f} MiB,"
          f" the shell {max(e[1] for e in shells) / 1024:.0f} MiB", flush=True)


def main():
    program = os.path.abspath(sys.argv[1])
    size = int(sys.argv[2] if len(sys.argv) > 2 else 100) * 1_000_000
    rounds = int(sys.argv[3] if len(sys.argv) > 3 else 3)
    server = Server()
    with tempfile.TemporaryDirectory() as scratch:
        places = [SqlitePlace(pathlib.Path(scratch))]
        missing = server.missing()
        if missing is None:
            places.append(PostgresqlPlace(server))
        else:
            print(f"PostgreSQL is left out: {missing}", file=sys.stderr)
        try:
            for make in (one_row_each, many_rows_each):
                folder = pathlib.Path(scratch) / make.__name__
                script = write_project(folder, make(size))
                for place in places:
                    compare(place, program, folder, script, rounds)
        finally:
            server.stop()


main()
