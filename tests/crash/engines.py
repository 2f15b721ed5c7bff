"""The kinds of databases that there are here, each with the ways to break a run on it."""

import ways
import ways_postgresql
from postgres_server import PostgresServer, find_programs
from postgresql_engine import PostgresqlEngine
from sight import VERSION_TABLE
from sqlite_engine import SqliteEngine


def lease_engine(server):
    """As on CockroachDB and YugabyteDB: the migration lock is a row that its holder renews. After
    a kill -9 the others would wait for half a minute each time, so only what ends is broken here."""
    engine = PostgresqlEngine(server, "lease", 'migration_lock = "lease"\n',
                              frozenset([f"{VERSION_TABLE}_lock"]))
    engine.ways = [ways.Interrupt()]
    engine.meets_every_call = False
    return engine


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
        engines.append(lease_engine(engine.server))
    return engines
