"""Decides whether a broken run has lost anything."""

import re
import signal

from sight import VERSION_TABLE


class Loss(Exception):
    """What was promised and not kept, in words."""


def expect_at_boundary(course, sight, outcome):
    """The rows of the version table agree with the schema and the data; and where fz itself said
    where the database stands, it was right."""
    same_rows = [b for b in course.boundaries if b.versions == sight.versions]
    if not same_rows:
        known = sorted({b.versions for b in course.boundaries})
        raise Loss(f"the version table holds {sight.versions}; boundaries are {known}")
    if not any(b.sight.is_same_state(sight) for b in same_rows):
        raise Loss(f"the version table holds {sight.versions}, and the schema is another's:\n"
                   + sight.difference(same_rows[0].sight))
    if "Running " not in outcome.stderr:  # it says "base" before it has looked
        return
    claim = re.search(r"^The database stands at (.*)\.$", outcome.stderr, re.MULTILINE)
    if claim:
        claimed = tuple(sorted(re.findall(r"[0-9a-f]{12}", claim[1])))
        if claimed != sight.versions:
            raise Loss(f"fz said: {claim[0]} But the rows are {sight.versions}")


def expect_exit(outcome, allowed):
    if outcome.exit_code not in allowed:
        raise Loss(f"exit code {outcome.exit_code}; possible were {sorted(allowed)}")


def expect_untouched_or_done(course, sight, outcome):
    """A signal that ended the program before it listened, or when it no longer did."""
    if "Interrupted." in outcome.stderr:
        return
    for boundary in (course.boundaries[0], course.end):
        if boundary.versions == sight.versions and boundary.sight.is_same_state(sight):
            return
    raise Loss("a signal ended fz in the middle of its work, without its boundary")


def expect_end(course, database, own=(VERSION_TABLE,)):
    """The database is what a clean run makes of it, and nothing is left over."""
    sight = database.look()
    if sight.versions != course.end.versions:
        raise Loss(f"the version table ends with {sight.versions}, not {course.end.versions}")
    if not sight.is_same_state(course.end.sight):
        raise Loss("the end differs from a clean run's:\n"
                   + sight.difference(course.end.sight))
    if set(sight.own) - set(own):
        raise Loss(f"tables are left over: {sight.own}")
    problems = database.problems()
    if problems:
        raise Loss(f"the database is damaged: {problems}")


SIGNALLED = (-signal.SIGINT, -signal.SIGTERM)
