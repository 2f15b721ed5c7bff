"""A private PostgreSQL server, and its databases: near, or behind the proxy that adds a delay."""

import glob
import itertools
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

from command import Failed

DELAY = 10  # milliseconds that the proxy adds to a round trip


def newest_programs():
    """The folder with initdb and the others; None if there is none."""
    found = glob.glob("/usr/lib/postgresql/*/bin/initdb") + glob.glob("/usr/pgsql-*/bin/initdb")
    found.sort(key=lambda path: int("".join(c for c in path if c.isdigit())))
    return os.path.dirname(found[-1]) if found else None


PROGRAMS = newest_programs()
# Debian's psql in the PATH is a Perl script that looks for this one.
PSQL = f"{PROGRAMS}/psql"


class Server:
    """Started when it is first needed, by an ordinary user; on a Unix socket and on loopback."""

    def __init__(self):
        self._home = None
        self._reason = None
        self.port = 0
        self.database_numbers = itertools.count(1)

    def missing(self):
        """Why there is no server; None once it runs."""
        if PROGRAMS is None:
            return "PostgreSQL's server is not installed"
        if self._home is None and self._reason is None:
            try:
                self._start()
            except subprocess.CalledProcessError as problem:
                self._reason = f"the server does not start: {problem.stderr.strip()[-200:]}"
                self.stop()
        return self._reason

    @property
    def socket_folder(self):
        return self._home

    def version(self):
        return self._run("postgres", "--version").stdout.split()[2]

    def stop(self):
        if self._home is None:
            return
        self._run("pg_ctl", "-D", self._home / "data", "-m", "immediate", "-s", "stop", check=False)
        shutil.rmtree(self._home, ignore_errors=True)
        self._home = None

    def _start(self):
        # /var/tmp: on a disk, and every user may look into it.
        self._home = pathlib.Path(tempfile.mkdtemp(prefix="fz-bench.", dir="/var/tmp"))
        if os.geteuid() == 0:
            shutil.chown(self._home, "nobody")
        data = self._home / "data"
        self._run("initdb", "-D", data, "-U", "fz", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.port = free_port()
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -k '{self._home}'"
        self._run("pg_ctl", "-D", data, "-w", "-t", "60", "-s", "-l", self._home / "log",
                  "-o", options, "start")

    def _run(self, program, *arguments, check=True):
        command = [f"{PROGRAMS}/{program}", *map(str, arguments)]
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            command = ["runuser", "-u", "nobody", "--", *command]
        return subprocess.run(command, cwd="/", check=check, text=True, capture_output=True)


class Proxy:
    """The program delay_proxy before a server, on a port of its own."""

    def __init__(self, program, server):
        self._program = program
        self._server = server
        self._process = None
        self.port = 0

    def start(self):
        if self._process is not None:
            return
        self._process = subprocess.Popen(
            [self._program, str(self._server.port), str(DELAY)], text=True, stdout=subprocess.PIPE)
        self.port = int(self._process.stdout.readline())

    def stop(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()


class Postgresql:
    name = "postgresql"
    title = "PostgreSQL"
    begin = "BEGIN;"

    def __init__(self, server, proxy=None):
        self._server = server
        self._proxy = proxy
        if proxy is not None:
            self.title = f"PostgreSQL, {DELAY} ms away"

    def missing(self):
        reason = self._server.missing()
        if reason is None and self._proxy is not None:
            self._proxy.start()
        return reason

    def new(self, name, copy_of=None):
        """An empty database, or a copy; kept until the bench ends, see README.md."""
        database = self._database(f"{name}-{next(self._server.database_numbers)}")
        template = f' TEMPLATE "{copy_of.name}"' if copy_of is not None else ""
        self._maintenance().query(f'CREATE DATABASE "{database.name}"{template}')
        return database

    def _database(self, name):
        near = f"host={self._server.socket_folder}&port={self._server.port}"
        if self._proxy is None:
            return PostgresqlDatabase(name, f"/{name}?{near}", near)
        return PostgresqlDatabase(name, f"127.0.0.1:{self._proxy.port}/{name}?", near)

    def _maintenance(self):
        near = f"host={self._server.socket_folder}&port={self._server.port}"
        return PostgresqlDatabase("postgres", f"/postgres?{near}", near)


class PostgresqlDatabase:
    def __init__(self, name, address, near):
        self.name = name
        self.url = f"postgresql://fz@{address}&sslmode=disable".replace("?&", "?")
        self.dbmate_url = self.url
        self.shell = [PSQL, "-X", "-q", "-v", "ON_ERROR_STOP=1", self.url]
        self._near = f"postgresql://fz@/{name}?{near}"

    def execute(self, statements):
        """All of them in one transaction; not through the proxy."""
        self.query("\n".join(["BEGIN;", *statements, "COMMIT;"]))

    def count_tables(self):
        """How many of the tables are there that the work makes."""
        return int(self.query("SELECT count(*) FROM pg_tables WHERE tablename ~ '^t[0-9]+$'"))

    def query(self, sql):
        done = subprocess.run(
            [PSQL, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", self._near],
            input=sql, text=True, capture_output=True)
        if done.returncode != 0:
            raise Failed(done.stderr.strip()[-200:])
        return done.stdout


def free_port():
    """A port of loopback that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
