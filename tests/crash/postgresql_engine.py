"""PostgreSQL databases as the harness makes them, changes them and looks at them."""

import itertools
import time
from urllib.parse import quote

import postgresql_snapshot
from judge import Loss
from postgresql_snapshot import MARK

SETTLING = 60  # seconds after which a backend counts as one that never ends


class PostgresqlEngine:
    dialect = "postgresql"
    meets_every_call = True

    def __init__(self, server, name="postgresql", settings="", own_tables=frozenset()):
        """`settings`: lines for [alembic]; `own_tables`: those of fz that stay because of them."""
        self.server, self.name = server, name
        self.settings, self.own_tables = settings, own_tables
        self.numbers = itertools.count(1)

    def open(self):
        self.server.create()

    def empty(self):
        return self.create("template1")

    def copy(self, database):
        return self.create(database.name)

    def create(self, template):
        name = f"{self.name}_{next(self.numbers)}"
        # The checkpoint: PostgreSQL 15 copies a sequence without its reserve in the WAL, so that a
        # crash before the next checkpoint would take the sequence back.
        self.server.ask(f"CREATE DATABASE {name} TEMPLATE {template};\nCHECKPOINT")
        return PostgresqlDatabase(self.server, name)

    def close(self):
        self.server.stop()


class PostgresqlDatabase:
    def __init__(self, server, name):
        self.server, self.name = server, name
        self.url = f"postgresql://fz@/{name}?host={quote(str(server.home), safe='')}"

    def url_through(self, port):
        return f"postgresql://fz@127.0.0.1:{port}/{self.name}?sslmode=disable&gssencmode=disable"

    def drop(self):
        self.server.ask(f"DROP DATABASE {self.name} WITH (FORCE)")

    def settle(self):
        """Waits until no backend works in the database any more."""
        until = time.monotonic() + SETTLING
        while self.backends():
            if time.monotonic() > until:
                raise Loss(f"backends do not end: {self.backends()}")
            time.sleep(0.01)

    def backends(self):
        return self.server.ask(
            "SELECT pid, application_name, state, query FROM pg_stat_activity "
            f"WHERE datname = '{self.name}'")

    def is_waiting_for_lock(self):
        """True if a backend there waits for a lock of another's."""
        return self.server.ask("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
                               f"datname = '{self.name}'") != []

    def look(self):
        (line,) = self.server.ask(postgresql_snapshot.QUERY, self.name)
        return postgresql_snapshot.snapshot_from(line)

    def walk(self, parts):
        """Runs each list of statements, in a transaction where it says so; a Snapshot after each."""
        script = []
        for statements, transaction in parts:
            wrapped = ["BEGIN", *statements, "COMMIT"] if transaction else statements
            script += [f"{s};" for s in (*wrapped, postgresql_snapshot.QUERY)]
        output = self.server.run_script("\n".join(script), self.name)
        for line in output.splitlines():
            if line.startswith(MARK):
                yield postgresql_snapshot.snapshot_from(line)

    def problems(self):
        """None of its own: an index that is not valid is part of what is seen."""
        return []
