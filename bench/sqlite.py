"""SQLite files in a folder."""

import itertools
import os
import shutil
import sqlite3


class Sqlite:
    name = "sqlite"
    title = "SQLite"
    begin = "BEGIN IMMEDIATE;"

    def __init__(self, folder):
        self._folder = folder
        self._numbers = itertools.count(1)

    def missing(self):
        return None

    def new(self, name, copy_of=None):
        """An empty database, or a copy; kept until the bench ends, see README.md."""
        self._folder.mkdir(parents=True, exist_ok=True)
        database = SqliteDatabase(self._folder / f"{name}-{next(self._numbers)}.db")
        if copy_of is not None:
            shutil.copyfile(copy_of.path, database.path)
            with database.path.open("rb") as file:
                os.fsync(file.fileno())
        return database


class SqliteDatabase:
    def __init__(self, path):
        self.path = path
        self.url = f"sqlite:///{path}"  # SQLAlchemy's form
        # Its driver would sync less than the others do: synchronous=NORMAL.
        self.dbmate_url = f"sqlite:{path}?_synchronous=FULL"
        self.shell = ["sqlite3", "-bail", path]

    def execute(self, statements):
        """All of them in one transaction."""
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.executescript("\n".join(["BEGIN;", *statements, "COMMIT;"]))
        connection.close()

    def count_tables(self):
        """How many of the tables are there that the work makes."""
        if not self.path.exists():
            return 0
        connection = sqlite3.connect(self.path)
        query = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name GLOB 't[0-9]*'"
        ((count,),) = connection.execute(query)
        connection.close()
        return count
