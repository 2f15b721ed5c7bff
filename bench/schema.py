#!/usr/bin/env python3
"""Measures what reads and compares schemas: bench/schema.py build/release/fz

500 tables of 10 columns, each with a key, an index, a check and a foreign key, on SQLite and on a
private PostgreSQL server: reading them, `check` the first time and when everything is known, `diff`
of two small files, and `migrate test` of 100 revisions. Prints the median of several runs of each,
and how long psql takes to load the same. Run it on a quiet machine.
"""

import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from postgresql import PSQL, Server

TABLES = 500
REVISIONS = 100
ROUNDS = 7


def columns(postgresql):
    text = "varchar(40)" if postgresql else "TEXT"
    plain = ", ".join(f"c{n} {text} NOT NULL DEFAULT 'x'" for n in range(7))
    return f"id integer PRIMARY KEY, {plain}, n integer CHECK (n > 0)"


def tables(postgresql):
    """The SQL of the large schema."""
    for i in range(TABLES):
        parent = f"t{i - 1}" if i else "t0"
        yield (f"CREATE TABLE t{i} ({columns(postgresql)}, "
               f"parent integer REFERENCES {parent} (id));\n"
               f"CREATE INDEX t{i}_n ON t{i} (n, c1);\n")


def run(*command, allowed=(0,), **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode not in allowed:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done


def milliseconds(*command, rounds=ROUNDS, before=None, **options):
    """The median, what it was between, and the processor's time in fz itself."""
    taken = []
    processor = []
    for _ in range(rounds):
        if before:
            before()
        begin = time.monotonic()
        used = children_time()
        run(*command, **options)
        taken.append(1000 * (time.monotonic() - begin))
        processor.append(1000 * (children_time() - used))
    return (f"{statistics.median(taken):.0f} ms ({min(taken):.0f} to {max(taken):.0f}), "
            f"processor {statistics.median(processor):.0f} ms")


def children_time():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def forget():
    """What fz keeps of earlier runs."""
    shutil.rmtree(os.environ["XDG_CACHE_HOME"], ignore_errors=True)


def write_revision(folder, number, up, down):
    previous = f"r{number - 1:011}" if number else ""
    (folder / f"r{number:011}_step.sql").write_text(
        f'-- +++\n-- revision = "r{number:011}"\n-- down_revision = "{previous}"\n'
        f'-- message = "step {number}"\n-- +++\n\n-- fz:upgrade\n{up}\n\n-- fz:downgrade\n{down}\n')


def project(fz, folder, url):
    folder.mkdir()
    run(fz, "-q", "init", cwd=folder)
    toml = folder / "alembic.toml"
    lines = [f'url = "{url}"' if line.startswith("url") else line
             for line in toml.read_text().splitlines()]
    toml.write_text("\n".join(lines) + "\n")
    return folder / "migrations" / "versions"


def measure_large(fz, folder, url, name):
    versions = project(fz, folder, url)
    sql = "".join(tables(name == "PostgreSQL"))
    down = "".join(f"DROP TABLE t{i};\n" for i in reversed(range(TABLES)))
    write_revision(versions, 0, sql, down)
    (folder / "schema.sql").write_text(sql)
    with open(folder / "alembic.toml", "a", encoding="utf-8") as toml:
        toml.write('\n[schema]\ntarget = "schema.sql"\n')
    run(fz, "-q", "migrate", "upgrade", "head", cwd=folder)
    print(f"{name}, {TABLES} tables: read and printed as JSON:",
          milliseconds(fz, "-q", "schema", "dump", url, "--format", "json", cwd=folder))
    print(f"{name}, {TABLES} tables: read twice and compared:",
          milliseconds(fz, "-q", "schema", "diff", url, url, cwd=folder))
    print(f"{name}, {TABLES} tables: check with drift and target, nothing known:",
          milliseconds(fz, "migrate", "check", cwd=folder, before=forget, rounds=3))
    print(f"{name}, {TABLES} tables: check with drift and target, warm:",
          milliseconds(fz, "migrate", "check", cwd=folder))


def measure_diff(fz, folder, url, name):
    folder.mkdir()
    (folder / "a.sql").write_text("CREATE TABLE a (id integer PRIMARY KEY, n integer);\n")
    (folder / "b.sql").write_text("CREATE TABLE a (id integer PRIMARY KEY, m integer);\n")
    print(f"{name}, diff of two small files:",
          milliseconds(fz, "schema", "diff", "a.sql", "b.sql", "--scratch-url", url, cwd=folder,
                       allowed=(3,), before=forget))


def measure_test(fz, folder, url, name):
    versions = project(fz, folder, url)
    for i in range(REVISIONS):
        write_revision(versions, i, f"CREATE TABLE t{i} ({columns(name == 'PostgreSQL')});",
                       f"DROP TABLE t{i};")
    print(f"{name}, test of {REVISIONS} revisions:",
          milliseconds(fz, "migrate", "test", cwd=folder, rounds=3))


def measure_alembic(folder, url, name):
    script = pathlib.Path(__file__).with_name("alembic_test.py")
    print(f"{name}, the same with Alembic, as pytest-alembic does it:",
          milliseconds("/usr/bin/python3", script, folder, url, str(REVISIONS), rounds=1))


def measure_floor(server, folder):
    """What psql takes to load the large schema in one transaction; to make and drop the database
    as well; and to do that with two at once, as check has to with the revisions and the target."""
    large = folder / "large.sql"
    large.write_text("".join(tables(True)))
    psql = f"{PSQL} -X -q -v ON_ERROR_STOP=1 -h {server.socket_folder} -p {server.port} -U fz"

    def anew():
        for sql in ("DROP DATABASE IF EXISTS loaded", "CREATE DATABASE loaded TEMPLATE template0"):
            run(*psql.split(), "-d", "postgres", "-c", sql)

    print(f"PostgreSQL, {TABLES} tables: loaded by psql:",
          milliseconds(*psql.split(), "-d", "loaded", "-1", "-f", large, rounds=3, before=anew))
    work = (f"{psql} -d postgres -c 'CREATE DATABASE {{}} TEMPLATE template0' && "
            f"{psql} -d {{}} -1 -f {large} && {psql} -d postgres -c 'DROP DATABASE {{}}'")
    for count in (1, 2):
        names = folder / "names"
        names.write_text("".join(f"floor_{number}\n" for number in range(count)))
        print(f"PostgreSQL, {TABLES} tables: made, loaded and dropped by psql, {count} at once:",
              milliseconds("xargs", "-P", "2", "-I{}", "-a", names, "sh", "-c", work, rounds=3))


def new_database(server):
    name = f"bench_{next(server.database_numbers)}"
    base = f"postgresql://fz@/{{}}?host={server.socket_folder}&port={server.port}"
    run(PSQL, "-X", "-q", "-c", f"CREATE DATABASE {name}", base.format("postgres"))
    return base.format(name)


def main():
    fz = pathlib.Path(sys.argv[1]).resolve()
    server = Server()
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        os.environ["XDG_CACHE_HOME"] = str(place / "cache")
        measure_large(fz, place / "large", "sqlite:///database.db", "SQLite")
        measure_diff(fz, place / "diff", "sqlite://", "SQLite")
        measure_test(fz, place / "test", "sqlite:///database.db", "SQLite")
        measure_alembic(place / "alembic", f"sqlite:///{place}/alembic.db", "SQLite")
        why = server.missing()
        if why:
            print(why)
            return
        try:
            measure_floor(server, place)
            measure_large(fz, place / "pg-large", new_database(server), "PostgreSQL")
            measure_diff(fz, place / "pg-diff", new_database(server), "PostgreSQL")
            measure_test(fz, place / "pg-test", new_database(server), "PostgreSQL")
            measure_alembic(place / "pg-alembic", new_database(server), "PostgreSQL")
        finally:
            server.stop()


if __name__ == "__main__":
    main()
