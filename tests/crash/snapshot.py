"""What the harness sees in a database."""

import collections
import dataclasses

VERSION_TABLE = "alembic_version"
HISTORY_TABLE = "fz_audit"
MOST_SHOWN = 5


def is_own(table):
    """True for a table that fz itself makes, whatever for: the projects' tables are not named so."""
    return table.startswith((VERSION_TABLE, "fz_"))


@dataclasses.dataclass
class Snapshot:
    versions: tuple  # the version table's rows, sorted; () also where there is no such table
    objects: tuple  # tables, indexes …, with their definitions, sorted; none of fz's own
    rows: dict  # table -> its rows, sorted
    own: tuple = ()  # the names of fz's own tables
    invalid: tuple = ()  # indexes that cannot be used
    history: tuple = ()  # (revision, direction) of each row of the audit trail, if there is one

    def is_same_state(self, other):
        return self.objects == other.objects and self.rows == other.rows

    def difference(self, other):
        """In words, what is here and not in `other`, and the other way round."""
        lines = []
        for sign, here, there in (("+", self, other), ("-", other, self)):
            lines += [f"{sign} {o}" for o in here.objects if o not in there.objects]
            for table, rows in here.rows.items():
                if rows != there.rows.get(table):
                    lines.append(f"{sign} {table}: {some_of(rows, there.rows.get(table))}")
        return "\n".join(lines)


def some_of(rows, other):
    """The first few that the other has not, where rows are known one by one."""
    if isinstance(rows, str) or not other:
        return rows[:MOST_SHOWN] if isinstance(rows, list) else rows
    only = collections.Counter(rows) - collections.Counter(other)
    return f"{len(rows)} rows, here alone {list(only.elements())[:MOST_SHOWN]}"
