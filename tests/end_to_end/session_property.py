"""Random revisions of random session changes give equal databases however they are run.

Used by session_property_test.sh: session_property.py sqlite|postgresql FIRST_SEED COUNT

Each revision changes the session at random and writes down in the table `probe` what it finds. The
whole chain is run at once, step by step, in a single transaction where that can be, and as a script
in the database's own shell: rows and schema must be the same each time.
"""

import os
import random
import re
import subprocess
import sys


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


class Sqlite:
    changes = [
        "PRAGMA recursive_triggers = ON",
        "PRAGMA legacy_alter_table = ON",
        "PRAGMA ignore_check_constraints = ON",
        "PRAGMA case_sensitive_like = ON",
        "PRAGMA reverse_unordered_selects = ON",
        "PRAGMA defer_foreign_keys = ON",
        "PRAGMA foreign_keys = ON",
        "PRAGMA trusted_schema = OFF",
        "PRAGMA busy_timeout = 5",
        "CREATE TEMP TABLE scratch (i)",
        "CREATE TABLE temp.\"more scratch\" (i)",
        "CREATE TEMPORARY VIEW seen AS SELECT * FROM probe",
        "CREATE TEMP TRIGGER noted AFTER INSERT ON t0 BEGIN SELECT 1; END",
        "ATTACH ':memory:' AS side",
        "INSERT INTO t0 VALUES (1)",
    ]
    first = ["CREATE TABLE probe (revision, what, value)", "CREATE TABLE t0 (i CHECK (i > 0))"]
    asked = {
        "like": "'a' LIKE 'A'",
        "recursive": "(SELECT * FROM pragma_recursive_triggers)",
        "legacy": "(SELECT * FROM pragma_legacy_alter_table)",
        "unchecked": "(SELECT * FROM pragma_ignore_check_constraints)",
        "deferred": "(SELECT * FROM pragma_defer_foreign_keys)",
        "foreign keys": "(SELECT * FROM pragma_foreign_keys)",
        "reverse": "(SELECT * FROM pragma_reverse_unordered_selects)",
        "trusted": "(SELECT * FROM pragma_trusted_schema)",
        "temporary": "(SELECT group_concat(name) FROM temp.sqlite_schema WHERE name <> 'fz_version_guard'"
                     " AND name NOT LIKE 'sqlite%')",
        "attached": "(SELECT count(*) FROM pragma_database_list WHERE name = 'side')",
    }

    def __init__(self, random):
        self.number = 0
        self.settings = ""

    def anew(self):
        self.number += 1
        return f"{self.number}.db"

    def url(self, database):
        return f"sqlite:///{database}"

    def shell(self, database, script):
        with open(script) as text:
            run("sqlite3", database, stdin=text)

    def contents(self, database):
        return run("sqlite3", database, ".dump")

    def joins(self, revisions):
        # Nothing can be detached inside a transaction.
        return not any(s.startswith("ATTACH") for r in revisions for s in r)


class Postgresql:
    changes = [
        "SET lock_timeout = '1min'",
        "SET search_path = app",
        "SET LOCAL search_path = app, public",
        "SET ROLE other",
        "SET LOCAL ROLE other",
        "SET SESSION AUTHORIZATION other",
        "RESET ROLE",
        "RESET statement_timeout",
        "SELECT set_config('app.tenant', '7', false)",
        "SELECT pg_catalog.set_config('search_path', 'app, public', false)",
        "SET check_function_bodies = off",
        "SET standard_conforming_strings = off",
        "SET TIME ZONE 'Asia/Tokyo'",
        "SET DateStyle = 'SQL, DMY'",
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "SET row_security = off",
        "CREATE TEMP TABLE scratch (i int)",
        "CREATE TEMP TABLE gone (i int) ON COMMIT DROP",
        "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "PREPARE p AS SELECT 1",
        "LISTEN news",
        "SELECT pg_advisory_lock(5)",
        "SELECT pg_advisory_lock_shared(6, 7)",
        "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
        "DO $$ BEGIN PERFORM set_config('search_path', 'app', false); END $$",
        "DO $$ BEGIN EXECUTE 'SET ROLE other'; END $$",
        "SELECT public.hidden()",
        "DISCARD TEMP",
        "DEALLOCATE ALL",
    ]
    first = [
        "CREATE TABLE public.probe (revision text, what text, value text)",
        "GRANT ALL ON public.probe TO PUBLIC",
        "CREATE FUNCTION public.hidden() RETURNS void LANGUAGE plpgsql AS $$ BEGIN"
        " SET search_path = app; SET ROLE other; SET TimeZone = 'Europe/Rome'; END $$",
    ]
    settings_asked = ("lock_timeout", "statement_timeout", "search_path", "check_function_bodies",
                      "standard_conforming_strings", "TimeZone", "DateStyle", "row_security",
                      "default_transaction_isolation", "work_mem")
    asked = {
        **{name: f"pg_catalog.current_setting('{name}')" for name in settings_asked},
        "tenant": "nullif(pg_catalog.current_setting('app.tenant', true), '')",
        "user": "current_user",
        "session user": "session_user",
        "temporary": "(SELECT count(*)::text FROM pg_catalog.pg_class WHERE relname IN"
                     " ('scratch', 'gone') AND pg_catalog.pg_table_is_visible(oid))",
        "prepared": "(SELECT count(*)::text FROM pg_catalog.pg_prepared_statements WHERE from_sql)",
        "listens": "(SELECT count(*)::text FROM pg_catalog.pg_listening_channels())",
        "locks": "(SELECT count(*)::text FROM pg_catalog.pg_locks WHERE locktype = 'advisory'"
                 " AND pid = pg_catalog.pg_backend_pid() AND objid IN (5, 7))",
        "cursors": "(SELECT count(*)::text FROM pg_catalog.pg_cursors WHERE is_holdable)",
    }

    def __init__(self, random):
        self.host = os.environ["PGHOST"]
        self.number = random.randrange(10**9)
        self.settings = random.choice(
            ["", 'search_path = "app, public"\n', 'role = "other"\n',
             'role = "other"\nsearch_path = "public, app"\n[database.settings]\nwork_mem = "5MB"\n'])

    def anew(self):
        self.number += 1
        name = f"p{self.number}"
        self.psql("postgres", f"CREATE DATABASE {name}")
        self.psql(name, "CREATE SCHEMA app; GRANT ALL ON SCHEMA app, public TO PUBLIC")
        return name

    def psql(self, database, sql):
        return run("psql", "-X", "-q", "-At", "-d", database, "-c", sql)

    def url(self, database):
        return f"postgresql:///{database}?host={self.host}"

    def shell(self, database, script):
        run("psql", "-X", "-q", "-d", database, "-f", script)

    def contents(self, database):
        dump = run("pg_dump", database)
        return re.sub(r"^\\(un)?restrict .*$|^--.*\n", "", dump, flags=re.M)

    def joins(self, revisions):
        return True


def write_revisions(kind, random):
    """Gives for each revision its changes."""
    revisions = []
    outside = []
    for i in range(random.randint(2, 5)):
        changes = random.sample(kind.changes, random.randint(0, 4))
        statements = list(kind.first) if i == 0 else []
        probe = [f"INSERT INTO {'public.' if kind.__class__ is Postgresql else ''}probe"
                 f" SELECT 'r{i}', '{what}', {value}" for what, value in kind.asked.items()]
        if i > 0 and random.random() < 0.5:
            statements += probe
        for each in changes:
            statements.append(each)
            if random.random() < 0.5:
                statements.append(f"CREATE TABLE IF NOT EXISTS"
                                  f" {random.choice(['', 'app.'] if kind.__class__ is Postgresql else [''])}"
                                  f"t_{i}_{len(statements)} (x int)")
        if i > 0:
            statements += probe if random.random() < 0.7 else []
        off = random.random() < 0.3
        outside.append(off)
        revisions.append(changes)
        parent = f"r{i - 1}" if i else ""
        text = (f'-- +++\n-- revision = "r{i}"\n-- down_revision = "{parent}"\n-- message = "r{i}"\n'
                "-- create_date = 2024-06-01T00:00:00Z\n-- +++\n\n"
                f"-- fz:upgrade{' transaction=off' if off else ''}\n")
        with open(f"migrations/versions/r{i}.sql", "w") as file:
            file.write(text + ";\n".join(statements) + ";\n")
    return revisions, any(outside)


def check(kind_of, seed):
    chance = random.Random(seed)
    folder = f"seed{seed}"
    os.makedirs(f"{folder}/migrations/versions")
    os.chdir(folder)
    kind = kind_of(chance)
    with open("alembic.toml", "w") as file:
        file.write('[alembic]\nscript_location = "migrations"\nstatement_lock_timeout = "0"\n'
                   f'[database]\n{kind.settings}')
    revisions, outside = write_revisions(kind, chance)

    def fz(database, *command):
        return run("fz", "--url", kind.url(database), "migrate", *command)

    def at_once(database):
        fz(database, "upgrade", "head")

    def stepwise(database):
        for _ in revisions:
            fz(database, "upgrade", "+1")

    def together(database):
        fz(database, "upgrade", "head", "--single-transaction")

    def offline(database):
        with open("script.sql", "w") as file:
            file.write(fz(database, "upgrade", "base:head", "--sql"))
        kind.shell(database, "script.sql")

    ways = [stepwise, at_once, offline]
    if not outside and kind.joins(revisions):
        ways.append(together)
    seen = {}
    for way in ways:
        database = kind.anew()
        way(database)
        seen[way.__name__] = kind.contents(database)
    for name, contents in seen.items():
        if contents == seen["stepwise"]:
            continue
        for which, text in (("stepwise", seen["stepwise"]), (name, contents)):
            with open(f"{which}.dump", "w") as file:
                file.write(text)
        difference = subprocess.run(["diff", "stepwise.dump", f"{name}.dump"], capture_output=True,
                                    text=True).stdout
        raise SystemExit(f"seed {seed}: {name} differs from stepwise:\n{difference}")
    os.chdir("..")


if __name__ == "__main__":
    kinds = {"sqlite": Sqlite, "postgresql": Postgresql}
    first, count = int(sys.argv[2]), int(sys.argv[3])
    for number in range(first, first + count):
        check(kinds[sys.argv[1]], number)
