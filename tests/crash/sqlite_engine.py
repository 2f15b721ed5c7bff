"""SQLite databases as the harness makes them, changes them and looks at them."""

import itertools
import shutil
import sqlite3

from snapshot import HISTORY_TABLE, VERSION_TABLE, Snapshot, is_own

BESIDE = ("", "-journal", "-wal")


class SqliteEngine:
    dialect = "sqlite"
    settings = ""
    own_tables = frozenset()
    meets_every_call = True

    def __init__(self, folder, journal_mode):
        """`journal_mode`: delete (SQLite's rollback journal) or wal."""
        self.folder = folder
        self.journal_mode = journal_mode
        self.name = "wal" if journal_mode == "wal" else "sqlite"
        self.numbers = itertools.count(1)

    def new_path(self):
        return self.folder / f"{self.journal_mode}_{next(self.numbers)}.db"

    def empty(self):
        """With a rollback journal it is fz that makes the file."""
        database = SqliteDatabase(self.new_path())
        if self.journal_mode == "wal":
            with database.connect() as connection:
                connection.execute("PRAGMA journal_mode = wal")
            connection.close()
        return database

    def copy(self, database):
        """As it stands, with what a killed program left beside it; nothing is repaired."""
        path = self.new_path()
        for suffix in BESIDE:
            if database.beside(suffix).exists():
                shutil.copyfile(database.beside(suffix), str(path) + suffix)
        return SqliteDatabase(path)

    def open(self):
        pass

    def close(self):
        pass


class SqliteDatabase:
    def __init__(self, path):
        self.path = path
        self.url = f"sqlite:///{path}"

    def beside(self, suffix):
        return self.path.with_name(self.path.name + suffix)

    def connect(self):
        return sqlite3.connect(self.path, isolation_level=None, timeout=60)

    def drop(self):
        for suffix in (*BESIDE, "-shm"):
            self.beside(suffix).unlink(missing_ok=True)

    def settle(self):
        """Waits until nobody works in the database any more."""

    def look(self):
        connection = self.connect()
        try:
            return look_with(connection)
        finally:
            connection.close()

    def walk(self, parts):
        """Runs each list of statements, in a transaction where it says so; a Snapshot after each."""
        connection = self.connect()
        try:
            for statements, transaction in parts:
                wrapped = ["BEGIN", *statements, "COMMIT"] if transaction else statements
                for statement in wrapped:
                    connection.execute(statement)
                yield look_with(connection)
        finally:
            connection.close()

    def problems(self):
        connection = self.connect()
        try:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            return [] if found == ["ok"] else found
        finally:
            connection.close()


def look_with(connection):
    schema = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
    tables = [name for kind, name, _, _ in schema if kind == "table"]
    (user_version,) = connection.execute("PRAGMA user_version").fetchone()
    objects = [f"user_version {user_version}"]
    objects += [str(row) for row in schema if not is_own(row[2])]
    return Snapshot(
        versions=tuple(rows_of(connection, VERSION_TABLE)) if VERSION_TABLE in tables else (),
        objects=tuple(sorted(objects)),
        rows={table: rows_of(connection, table) for table in tables if not is_own(table)},
        own=tuple(sorted(filter(is_own, tables))),
        history=history_of(connection) if HISTORY_TABLE in tables else (),
    )


def history_of(connection):
    return tuple(connection.execute(f"SELECT revision, direction FROM {HISTORY_TABLE}"))


def rows_of(connection, table):
    """As text, sorted: in which order a table keeps its rows says nothing."""
    rows = connection.execute(f'SELECT * FROM "{table}"')
    if table == VERSION_TABLE:
        return sorted(row[0] for row in rows)
    return sorted(map(repr, rows))
