"""The faults that come from the server or the network."""

import signal
import subprocess
import time

from psql import Psql
from faults import random_call, random_moment

LOST = (0, 1)
EVERY_CUTS = 60


class ServerWay:
    """Something happens to the server: at a random moment, or while the run stands at a call."""

    exit_codes = LOST

    def break_run(self, program, scenario, database, random):
        if random.random() < 0.5:
            run = program.start(scenario.command, database.url, kill_at=random_call(random, scenario),
                                kill_when=random.choice(["before", "after"]),
                                kill_signal=int(signal.SIGSTOP))
            if run.wait_until_stopped():
                self.happen(database, random)
                run.send(signal.SIGCONT)
        else:
            run = program.start(scenario.command, database.url)
            random_moment(random, scenario)
            self.happen(database, random)
        return run.finish()


class Terminate(ServerWay):
    """pg_terminate_backend() of one or all of the backends."""

    name = "terminate"

    def happen(self, database, random):
        limit = random.choice(["ORDER BY pid LIMIT 1", "ORDER BY pid DESC LIMIT 1", ""])
        database.server.ask("SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM "
                            f"pg_stat_activity WHERE datname = '{database.name}' {limit}) p")


class Restart(ServerWay):
    """The server stops as in a crash, recovers and comes back."""

    name = "restart"

    def happen(self, database, random):
        database.server.restart()


class Blocked:
    """The run is struck in the middle of a statement: one that waits for another session's lock,
    or CREATE INDEX CONCURRENTLY, which waits for other transactions when it has begun its work."""

    name = "blocked"
    exit_codes = (*LOST, 130, -signal.SIGKILL)

    def break_run(self, program, scenario, database, random):
        with Blocker(database):
            run = program.start(scenario.command, database.url)
            while not run.has_ended() and not database.is_waiting_for_lock():
                time.sleep(0.005)
            random.choice([kill, interrupt, terminate, restart])(run, database)
            return run.finish()


def kill(run, _):
    run.send(signal.SIGKILL)


def interrupt(run, _):
    run.send(signal.SIGINT)


def terminate(_, database):
    database.server.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname "
                        f"= '{database.name}' AND wait_event_type = 'Lock'")


def restart(_, database):
    database.server.restart()


class Blocker:
    """A session that has written to every table of the projects and does not commit."""

    def __init__(self, database):
        self.psql = Psql(database.server.environment)
        tables = [t for t in database.look().rows]
        locks = "".join(f"LOCK TABLE {t} IN ROW EXCLUSIVE MODE;\n" for t in tables)
        self.psql.ask(f"\\c {database.name}\nBEGIN;\n{locks}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.psql.close()


class Cut:
    """A proxy that cuts all connections after so many bytes in one direction."""

    name = "cut"
    exit_codes = LOST

    def __init__(self, proxy, engine):
        self.proxy, self.engine = proxy, engine
        self.measured = {}  # scenario -> bytes in each direction of a clean run

    def break_run(self, program, scenario, database, random):
        direction = random.choice(["to_server", "to_client"])
        most = self.traffic(program, scenario)[direction]
        return self.run_cut(program, scenario, database, direction, random.randint(1, most), random)

    def run_cut(self, program, scenario, database, direction, after, random):
        with Proxy(self.proxy, database.server.socket, direction, after,
                   random.choice(["reset", "close"])) as proxy:
            return program.run(scenario.command, database.url_through(proxy.port))

    def every(self, program, scenario):
        """The same, at so many places in each direction."""
        for direction, most in self.traffic(program, scenario).items():
            for i in range(EVERY_CUTS):
                yield CutAt(self, direction, 1 + i * most // EVERY_CUTS)

    def traffic(self, program, scenario):
        """Of a clean run."""
        if id(scenario) not in self.measured:
            copy = self.engine.copy(scenario.start)
            with Proxy(self.proxy, self.engine.server.socket) as proxy:
                program.run(scenario.command, copy.url_through(proxy.port))
            copy.drop()
            self.measured[id(scenario)] = proxy.traffic
        return self.measured[id(scenario)]


class CutAt:
    """The connection is cut at one known place."""

    exit_codes = LOST

    def __init__(self, cut, direction, after):
        self.cut, self.direction, self.after = cut, direction, after
        self.name = f"cut {direction} after {after} bytes"

    def break_run(self, program, scenario, database, random):
        return self.cut.run_cut(program, scenario, database, self.direction, self.after, random)


class Proxy:
    """cutting_proxy while it runs; afterwards `traffic` says what went through it."""

    def __init__(self, program, socket, *order):
        self.process = subprocess.Popen([program, socket, *map(str, order)], text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        to_server, to_client = self.process.communicate()[0].split()
        self.traffic = {"to_server": int(to_server), "to_client": int(to_client)}
