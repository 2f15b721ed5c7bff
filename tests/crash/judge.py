"""Decides whether a broken run has lost anything."""

import re
import signal



class Loss(Exception):
    """What was promised and not kept, in words."""


def expect_at_boundary(course, sight, outcome):
    """The rows of the version table agree with the schema and the data; and where fz itself said
    where the database stands, it was right."""
    same_rows = [b for b in course.boundaries if b.versions == sight.versions]
    if not same_rows:
        known = sorted({b.versions for b in course.boundaries})
        raise Loss(f"the version table holds {sight.versions}; boundaries are {known}")
    same_state = [b for b in same_rows if b.sight.is_same_state(sight)]
    if not same_state:
        raise Loss(f"the version table holds {sight.versions}, and the schema is another's:\n"
                   + sight.difference(same_rows[0].sight))
    if not any(has_history(course, sight, b.done) for b in same_state):
        raise Loss(f"the audit trail holds {sight.history} after {course.history}")
    if sight.invalid and not course.outside:
        raise Loss(f"indexes are not valid: {sight.invalid}")
    claim = re.search(r"^The database is at (.*)\.$", outcome.stderr, re.MULTILINE)
    if claim:
        claimed = tuple(sorted(re.findall(r"[0-9a-f]{12}", claim[1])))
        if claimed != sight.versions:
            raise Loss(f"fz said: {claim[0]} But the rows are {sight.versions}")


def has_history(course, sight, done):
    """True if the audit trail has one row for each step that was done."""
    if course.history is None:
        return True
    added = [(revision, direction) for direction, revision in course.steps[:done]]
    return sorted(sight.history) == sorted([*course.history, *added])


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


def expect_end(course, database):
    """The database is what a clean run makes of it, and nothing is left over."""
    sight = database.look()
    if sight.versions != course.end.versions:
        raise Loss(f"the version table ends with {sight.versions}, not {course.end.versions}")
    if not sight.is_same_state(course.end.sight):
        raise Loss("the end differs from a clean run's:\n"
                   + sight.difference(course.end.sight))
    if not has_history(course, sight, len(course.steps)):
        raise Loss(f"the audit trail ends with {sight.history} after {course.history}")
    if set(sight.own) - course.own_tables:
        raise Loss(f"tables are left over: {sight.own}")
    if sight.invalid:
        raise Loss(f"indexes are not valid: {sight.invalid}")
    problems = database.problems()
    if problems:
        raise Loss(f"the database is damaged: {problems}")


SIGNALLED = (-signal.SIGINT, -signal.SIGTERM)
