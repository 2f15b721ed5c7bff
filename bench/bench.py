"""All that the bench works with: programs, tools, databases."""

import datetime
import shutil
import sys

from cases import Case
from command import Stopwatch
from machine import commit, machine
from measure import measure
from npm import Packages
from postgresql import PSQL, Postgresql, Proxy, Server
from sqlite import Sqlite
from tools.alembic import Alembic
from tools.dbmate import Dbmate
from tools.fz import Fz
from tools.node_pg_migrate import NodePgMigrate
from tools.shell import Shell
from work import linear

PLOTTED = (100, 200, 500, 1000, 2000, 5000, 10000, 20000)


class Nowhere:
    """For what needs no database."""

    name = None
    begin = ""

    def missing(self):
        return None


class Bench:
    """Used in a `with`: its servers and files are gone at the end."""

    def __init__(self, sources, programs, wanted=""):
        self.scratch = programs / "scratch"
        self.fz = Fz(programs / "fz")
        self._sources = sources
        self._server = Server()
        self._proxy = Proxy(programs / "delay_proxy", self._server)
        self._places = {
            "none": Nowhere(),
            "sqlite": Sqlite(self.scratch / "databases"),
            "postgresql": Postgresql(self._server),
            "delayed": Postgresql(self._server, self._proxy),
        }
        packages = Packages(sources / "package.json", programs / "peers")
        all_tools = [self.fz, Shell("sqlite3", "sqlite", "sqlite3"),
                     Shell("psql", "postgresql", PSQL), Alembic(), Dbmate(packages),
                     NodePgMigrate(packages)]
        self._tools = [tool for tool in all_tools if not wanted or tool.name in wanted.split(",")]
        self._stopwatch = Stopwatch(programs / "time_command", self.scratch)

    def __enter__(self):
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(parents=True)
        return self

    def __exit__(self, *_):
        self._proxy.stop()
        self._server.stop()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def machine(self):
        """What it runs on, a line each."""
        versions = {tool.name: tool.version() for tool in self._tools if tool.missing() is None}
        return machine(self.scratch, versions)

    def run(self, case, rounds):
        """The result of one case, as JSON has it."""
        print(f"bench: {case.name}", file=sys.stderr, flush=True)
        place = self._places[case.place]
        head = {
            "name": case.name,
            "title": case.title,
            "date": datetime.date.today().isoformat(),
            "commit": commit(self._sources),
        }
        reason = place.missing()
        if reason is not None:
            return {**head, "reason": reason}
        arguments = (case, self._tools, place, self._stopwatch, self.scratch, rounds)
        return {**head, "tools": measure(*arguments)}

    def growth(self, rounds):
        """What a no-op costs each tool on SQLite: name -> [(revisions, milliseconds)]."""
        lines = {}
        for size in PLOTTED:
            case = Case(f"plot-{size}", "", "sqlite", "no_op", linear(size), "stamped", rounds=5)
            for tool in self.run(case, rounds)["tools"]:
                if "median" in tool:
                    lines.setdefault(tool["tool"], []).append((size, tool["median"]))
        return lines
