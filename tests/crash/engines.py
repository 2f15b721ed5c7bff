"""The kinds of databases that there are here, each with the ways to break a run on it."""

import ways
from sqlite_engine import SqliteEngine


def find(folder, options):
    engines = [SqliteEngine(folder, "delete"), SqliteEngine(folder, "wal")]
    for engine in engines:
        engine.ways = ways.EVERYWHERE
    return engines
