"""The kinds of databases that there are here, each with the ways to break a run on it."""

import ways
import ways_postgresql
from postgres_server import PostgresServer, find_programs
from postgresql_engine import PostgresqlEngine
from sqlite_engine import SqliteEngine


def find(folder, tools):
    engines = [SqliteEngine(folder, "delete"), SqliteEngine(folder, "wal")]
    for engine in engines:
        engine.ways = ways.EVERYWHERE
    programs = find_programs()
    if programs:
        engine = PostgresqlEngine(PostgresServer(programs, folder / "postgres"))
        engine.ways = [*ways.EVERYWHERE, ways_postgresql.Terminate(), ways_postgresql.Restart(),
                       ways_postgresql.Blocked(), ways_postgresql.Cut(tools / "cutting_proxy", engine)]
        engines.append(engine)
    return engines
