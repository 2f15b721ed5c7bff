"""The kinds of databases that there are here, each with the faults that break a run on it."""

import faults
import faults_postgresql
from postgres_server import PostgresServer, find_programs
from postgresql_engine import PostgresqlEngine
from snapshot import VERSION_TABLE
from sqlite_engine import SqliteEngine


def lease_engine(server):
    """As on CockroachDB and YugabyteDB: the migration lock is a row that its holder renews. After
    a kill -9 the others would wait for half a minute each time, so only what ends is broken here."""
    engine = PostgresqlEngine(server, "lease", 'migration_lock = "lease"\n',
                              frozenset([f"{VERSION_TABLE}_lock"]))
    engine.faults = [faults.Interrupt()]
    engine.meets_every_call = False
    return engine


def find(folder, tools):
    engines = [SqliteEngine(folder, "delete"), SqliteEngine(folder, "wal")]
    for engine in engines:
        engine.faults = faults.EVERYWHERE
    programs = find_programs()
    if programs:
        engine = PostgresqlEngine(PostgresServer(programs, folder / "postgres"))
        engine.faults = [*faults.EVERYWHERE, faults_postgresql.Terminate(), faults_postgresql.Restart(),
                       faults_postgresql.Blocked(), faults_postgresql.Cut(tools / "cutting_proxy", engine)]
        engines.append(engine)
        engines.append(lease_engine(engine.server))
    return engines
