"""Runs over a fleet of files and databases that are killed: one that is alone, one of four workers
that share a run, and the database by which they share it. Every target is at a boundary, the next
run finishes, and each revision was applied once."""

import itertools
import json
import random
import shutil
import signal
import sqlite3
import time

from judge import Loss
from scenario import Command

FILES = 16
DATABASES = 3
REVISIONS = 4
WORKERS = 4
WORK = """INSERT INTO log SELECT {number} FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL
  SELECT i + 1 FROM n WHERE i < 20000) SELECT count(*) AS c FROM n) AS counted;"""


class Fleets:
    def __init__(self, program, engine, folder, seed):
        self.program, self.server, self.seed = program, engine.server, seed
        self.folder = folder / "fleet"
        self.usual_seconds = 1.0

    CASES = ("run", "worker", "database")

    def numbers(self, first):
        return itertools.count(first)

    def name(self, number):
        return f"fleet.{self.CASES[number % len(self.CASES)]}"

    def play(self, number):
        chance = random.Random(f"{self.seed}/fleet/{number}")
        self.begin()
        case = self.CASES[number % len(self.CASES)]
        try:
            getattr(self, f"break_{case}")(chance)
            self.expect_boundaries()
            started = time.monotonic()
            self.expect_end(self.start_one().finish())
            self.usual_seconds = max(0.3, time.monotonic() - started)
            self.expect_finished()
        except Loss as loss:
            raise Loss(f"{loss}\nin {self.folder}") from None

    def begin(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        versions = self.folder / "migrations" / "versions"
        versions.mkdir(parents=True)
        (self.folder / "data").mkdir()
        down = ""
        for number in range(1, REVISIONS + 1):
            first = "CREATE TABLE log (revision INTEGER);\n" if number == 1 else ""
            (versions / f"r{number}.sql").write_text(
                f'-- +++\n-- revision = "r{number}"\n-- down_revision = "{down}"\n-- +++\n-- fz:upgrade\n'
                f"{first}CREATE TABLE t{number} (x INTEGER);\n{WORK.format(number=number)}\n")
            down = f"r{number}"
        reach = f"host={self.server.home}"
        (self.folder / "alembic.toml").write_text(
            '[alembic]\n[fleet]\nfiles = "data/*.db"\ntargets = "names"\n'
            f'template = "postgresql://fz@/${{name}}?{reach}"\n'
            'canary = 2\nwaves = "20%, rest"\nconnect_retries = 6\n')
        self.files = [self.folder / "data" / f"f{n:02}.db" for n in range(FILES)]
        for file in self.files:
            file.touch()
        self.databases = [f"fleet_{n}" for n in range(DATABASES)]
        (self.folder / "names").write_text("\n".join(self.databases) + "\n")
        for name in [*self.databases, "coordinating"]:
            self.server.ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            self.server.ask(f"CREATE DATABASE {name}")
        self.coordinate = f"postgresql://fz@/coordinating?{reach}"

    def start_one(self, *options):
        command = Command(self.folder, ["--format", "json", "fleet", "upgrade", "head", "--jobs", "3",
                                        *options])
        return self.program.start(command, "sqlite:///unused.db")

    def start_workers(self):
        return [self.start_one("--coordinate", self.coordinate, "--lease", "1s")
                for _ in range(WORKERS)]

    def moment(self, chance):
        time.sleep(chance.uniform(0, 1.2 * self.usual_seconds))

    def break_run(self, chance):
        for _ in range(chance.randint(1, 3)):
            run = self.start_one()
            self.moment(chance)
            run.send(signal.SIGKILL)
            run.finish()
            self.expect_boundaries()

    def break_worker(self, chance):
        runs = self.start_workers()
        self.moment(chance)
        killed = chance.sample(runs, chance.randint(1, WORKERS - 1))
        for run in killed:
            run.send(signal.SIGKILL)
        outcomes = [run.finish() for run in runs if run not in killed]
        for run in killed:
            run.finish()
        for outcome in outcomes:
            self.expect_end(outcome)
        self.expect_finished()

    def break_database(self, chance):
        """A worker that has tried for long enough ends with 1."""
        runs = self.start_workers()
        self.moment(chance)
        self.server.restart()
        for outcome in [run.finish() for run in runs]:
            if outcome.exit_code not in (0, 1):
                raise Loss(f"a worker ended with {outcome.exit_code}:\n{outcome.stderr}")

    def expect_end(self, outcome):
        if outcome.exit_code != 0:
            raise Loss(f"fz ended with {outcome.exit_code}:\n{outcome.stdout[-3000:]}\n{outcome.stderr}")
        report = json.loads(outcome.stdout.splitlines()[-1])
        if report["done"] != FILES + DATABASES:
            raise Loss(f"not all targets are done: {report}")

    def states(self):
        """(target, its revision, the revisions that its log has)."""
        for file in self.files:
            with sqlite3.connect(file, timeout=30) as opened:
                tables = {row[0] for row in opened.execute("SELECT name FROM sqlite_schema")}
                rows = opened.execute("SELECT version_num FROM alembic_version").fetchall() \
                    if "alembic_version" in tables else []
                log = opened.execute("SELECT revision FROM log ORDER BY 1").fetchall() \
                    if "log" in tables else []
            opened.close()
            yield file.name, [row[0] for row in rows], [row[0] for row in log], \
                sorted(t for t in tables if t.startswith("t"))
        for name in self.databases:
            yield name, *self.state_of(name)

    def state_of(self, database):
        """In one transaction: a server process may still work for a client that was killed."""
        has = self.server.ask("SELECT to_regclass('alembic_version') IS NOT NULL", database)
        if has != ["t"]:
            return [], [], []
        found = self.server.ask(
            "SELECT (SELECT string_agg(version_num, ',') FROM alembic_version) || '|' || "
            "(SELECT string_agg(revision::text, ',' ORDER BY revision) FROM log) || '|' || "
            "(SELECT string_agg(tablename, ',' ORDER BY tablename) FROM pg_tables "
            "WHERE tablename ~ '^t[0-9]$')", database)
        rows, log, tables = found[0].split("|")
        return rows.split(","), [int(n) for n in log.split(",")], tables.split(",")

    def expect_boundaries(self):
        for target, rows, log, tables in self.states():
            at = int(rows[0][1:]) if rows else 0
            expected = list(range(1, at + 1))
            if log != expected or tables != [f"t{n}" for n in expected]:
                raise Loss(f"{target} is at {rows}, its log has {log}, its tables are {tables}")

    def expect_finished(self):
        self.expect_boundaries()
        for target, rows, _, _ in self.states():
            if rows != [f"r{REVISIONS}"]:
                raise Loss(f"{target} is at {rows}")
