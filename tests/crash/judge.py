"""Decides whether a broken run has lost anything."""

import re
import signal



class Loss(Exception):
    """What was promised and not kept, in words."""


def expect_at_boundary(scenario, snapshot, outcome):
    """The rows of the version table agree with the schema and the data; and where fz itself said
    where the database stands, it was right."""
    same_rows = [b for b in scenario.boundaries if b.versions == snapshot.versions]
    if not same_rows:
        known = sorted({b.versions for b in scenario.boundaries})
        raise Loss(f"the version table holds {snapshot.versions}; boundaries are {known}")
    same_state = [b for b in same_rows if b.snapshot.is_same_state(snapshot)]
    if not same_state:
        raise Loss(f"the version table holds {snapshot.versions}, and the schema is another's:\n"
                   + snapshot.difference(same_rows[0].snapshot))
    if not any(has_history(scenario, snapshot, b.done) for b in same_state):
        raise Loss(f"the audit trail holds {snapshot.history} after {scenario.history}")
    if snapshot.invalid and not scenario.outside:
        raise Loss(f"indexes are not valid: {snapshot.invalid}")
    claim = re.search(r"^The database is at (.*)\.$", outcome.stderr, re.MULTILINE)
    if claim:
        claimed = tuple(sorted(re.findall(r"[0-9a-f]{12}", claim[1])))
        if claimed != snapshot.versions:
            raise Loss(f"fz said: {claim[0]} But the rows are {snapshot.versions}")


def has_history(scenario, snapshot, done):
    """True if the audit trail has one row for each step that was done."""
    if scenario.history is None:
        return True
    added = [(revision, direction) for direction, revision in scenario.steps[:done]]
    return sorted(snapshot.history) == sorted([*scenario.history, *added])


def expect_exit(outcome, allowed):
    if outcome.exit_code not in allowed:
        raise Loss(f"exit code {outcome.exit_code}; possible were {sorted(allowed)}")


def expect_untouched_or_done(scenario, snapshot, outcome):
    """A signal that ended the program before it listened, or when it no longer did."""
    if "Interrupted." in outcome.stderr:
        return
    for boundary in (scenario.boundaries[0], scenario.end):
        if boundary.versions == snapshot.versions and boundary.snapshot.is_same_state(snapshot):
            return
    raise Loss("a signal ended fz in the middle of its work, without its boundary")


def expect_end(scenario, database):
    """The database is what a clean run makes of it, and nothing is left over."""
    snapshot = database.look()
    if snapshot.versions != scenario.end.versions:
        raise Loss(f"the version table ends with {snapshot.versions}, not {scenario.end.versions}")
    if not snapshot.is_same_state(scenario.end.snapshot):
        raise Loss("the end differs from a clean run's:\n"
                   + snapshot.difference(scenario.end.snapshot))
    if not has_history(scenario, snapshot, len(scenario.steps)):
        raise Loss(f"the audit trail ends with {snapshot.history} after {scenario.history}")
    if set(snapshot.own) - scenario.own_tables:
        raise Loss(f"tables are left over: {snapshot.own}")
    if snapshot.invalid:
        raise Loss(f"indexes are not valid: {snapshot.invalid}")
    problems = database.problems()
    if problems:
        raise Loss(f"the database is damaged: {problems}")


SIGNALLED = (-signal.SIGINT, -signal.SIGTERM)
