"""Runs a case: the tools in turn, several times."""

import os
import statistics

from command import Failed, one_after_another
from tools.tool import CannotDo, Project
from work import upgrade

PATIENCE = 20  # seconds for one tool in one case; then it has no further round


class Contestant:
    """One tool in one case."""

    def __init__(self, tool, case, place, scratch):
        self.tool = tool
        self.samples = []
        self.reason = tool.missing()  # why it is out, if it is
        self._case = case
        self._place = place
        self._script = scratch / "commands.sh"
        self._template = None
        scope = "one" if case.one_transaction else "each"
        folder = scratch / "projects" / f"{tool.name}-{place.name}-{case.history.name}-{scope}"
        self._project = Project(folder, place, case.history, case.one_transaction)
        self._attempt(self._prepare)

    @property
    def is_slow(self):
        return sum(sample.wall for sample in self.samples) > PATIENCE * 1000

    def run_once(self, stopwatch):
        self._attempt(lambda: self.samples.append(self._run(stopwatch)))

    def result(self):
        """For the table and for JSON; times in milliseconds, memory in MiB."""
        head = {"tool": self.tool.name, "is_floor": self.tool.is_floor}
        if self.reason is not None:
            return {**head, "reason": self.reason}
        walls = [sample.wall for sample in self.samples]
        return {
            **head,
            "median": statistics.median(walls),
            "min": min(walls),
            "max": max(walls),
            "processor": statistics.median(sample.processor for sample in self.samples),
            "peak": max(sample.peak for sample in self.samples),
            "runs": walls,
        }

    def _attempt(self, part):
        if self.reason is None:
            try:
                part()
            except (CannotDo, Failed) as problem:
                self.reason = str(problem)

    def _command(self, database):
        return getattr(self.tool, self._case.action)(self._project, database)

    def _prepare(self):
        """Writes the project, unless an earlier case did, and what every round starts from."""
        history = self._case.history
        self.tool.check(self._place, history)
        if not self._project.folder.exists():
            self.tool.write(self._project)
            os.sync()  # or the first run pays for it
        if self._case.before == "empty":
            return
        self._template = self._place.new(f"template-{self.tool.name}")
        self._command(self._template)  # raises CannotDo
        tables = history.numbers if self._case.before == "upgraded" else []
        statements = [statement for number in tables for statement in upgrade(number)]
        self._template.execute([*statements, *self.tool.version_at_head(history)])

    def _run(self, stopwatch):
        numbers = range(self._case.databases)
        databases = [self._place.new(f"{self.tool.name}-{n}", self._template) for n in numbers]
        commands = [self._command(database) for database in databases or [None]]
        command = commands[0] if len(commands) == 1 else one_after_another(commands, self._script)
        sample = stopwatch.time(command)
        for database in databases:
            self._check(database)
        return sample

    def _check(self, database):
        found, expected = database.count_tables(), self._case.tables
        if found != expected:
            raise Failed(f"left {found} tables instead of {expected}")


def measure(case, tools, place, stopwatch, scratch, rounds=None):
    """The results of all tools that know the place. Without `rounds` each has those of the case,
    fewer if it is slow."""
    contestants = [Contestant(tool, case, place, scratch) for tool in tools if tool.knows(place)]
    for number in range(rounds or case.rounds):
        turn = contestants if number % 2 == 0 else contestants[::-1]
        for each in turn:
            if rounds or not each.is_slow:
                each.run_once(stopwatch)
    return [each.result() for each in contestants]
