"""A scenario: one command on one database, and every boundary a clean run of it is at."""

import dataclasses
import json
import pathlib

from revisions import rows_of
from snapshot import VERSION_TABLE, Snapshot


@dataclasses.dataclass
class Command:
    folder: pathlib.Path  # the project's
    arguments: list  # behind fz --url URL

    def __str__(self):
        return "fz " + " ".join(self.arguments)


@dataclasses.dataclass
class Boundary:
    versions: tuple
    snapshot: Snapshot
    done: int  # how many of the scenario's steps


@dataclasses.dataclass
class Scenario:
    command: Command
    start: object  # the database at the beginning; runs get copies of it
    boundaries: list
    steps: list  # (direction, revision) in the order of a clean run
    outside: bool = False  # some of them outside of a transaction
    history: tuple = None  # the audit trail at the beginning; None: none is kept
    own_tables: frozenset = frozenset([VERSION_TABLE])  # that may be there at the end
    seconds: float = 0  # that a clean run takes
    calls: int = 0  # that it makes, as kill_at counts

    @property
    def end(self):
        return self.boundaries[-1]


class Broken(Exception):
    """A clean run does not do what the harness expects: nothing can be judged."""


def planned_steps(program, command, url):
    """What fz would run: (direction, revision) in its order."""
    dry = Command(command.folder, ["--format", "json", *command.arguments, "--dry-run"])
    outcome = program.run(dry, url)
    if outcome.exit_code != 0:
        raise Broken(f"{dry} ended with {outcome.exit_code}: {outcome.stderr}")
    return [(s["direction"], s["revision"]) for s in json.loads(outcome.stdout)["steps"]]


def boundaries_of(steps, revisions, applied, reference, in_one):
    """Walks `reference`, a database of the harness's own, along `steps` from where the revisions in
    `applied` are applied, which this changes; the boundaries on the way, first and last included.
    `in_one`: all steps are one transaction."""
    by_id = {r.id: r for r in revisions}
    marks, parts = [(rows_of(applied, revisions), 0)], [([], False)]
    for number, (direction, identifier) in enumerate(steps):
        revision = by_id[identifier]
        up = direction == "upgrade"
        statements = revision.up if up else revision.down
        if revision.outside:
            for part in separate(statements):
                parts.append((part, False))
                marks.append((rows_of(applied, revisions), number))
        else:
            parts.append((statements, True))
        (applied.add if up else applied.remove)(identifier)
        if revision.outside:
            parts.append(([], False))
        marks.append((rows_of(applied, revisions), number + 1))
    found = [Boundary(versions, snapshot, done)
             for (versions, done), snapshot in zip(marks, reference.walk(parts))]
    return [found[0], found[-1]] if in_one else found


def separate(statements):
    """What takes effect together outside of a transaction: a statement, or what the section itself
    puts between BEGIN and COMMIT."""
    part = []
    for statement in statements:
        part.append(statement)
        if part[0] != "BEGIN" or statement == "COMMIT":
            yield part
            part = []


def measure(program, engine, scenario, times=2):
    """Runs the scenario cleanly: it must end where the harness says, and this is what it takes."""
    outcomes = []
    for _ in range(times):
        database = engine.copy(scenario.start)
        outcomes.append(program.run(scenario.command, database.url, kill_at=0))
        seen = database.look()
        problems = database.problems()
        database.drop()
        expected = scenario.end
        if outcomes[-1].exit_code != 0 or problems:
            raise Broken(f"{scenario.command} ended with {outcomes[-1].exit_code}: "
                         f"{outcomes[-1].stderr} {problems}")
        if seen.versions != expected.versions or not seen.is_same_state(expected.snapshot):
            raise Broken(f"{scenario.command} ended at {seen.versions}, expected "
                         f"{expected.versions}\n{seen.difference(expected.snapshot)}")
    scenario.seconds = min(o.seconds for o in outcomes)
    scenario.calls = max(o.calls for o in outcomes)
