"""What the harness sees in a database."""

import dataclasses

VERSION_TABLE = "alembic_version"


def is_own(table):
    """True for a table that fz itself makes, whatever for: the projects' tables are not named so."""
    return table.startswith((VERSION_TABLE, "fz_"))


@dataclasses.dataclass
class Sight:
    versions: tuple  # the version table's rows, sorted; () also where there is no such table
    objects: tuple  # tables, indexes …, with their definitions, sorted; none of fz's own
    rows: dict  # table -> its rows, sorted
    own: tuple = ()  # the names of fz's own tables

    def is_same_state(self, other):
        return self.objects == other.objects and self.rows == other.rows

    def difference(self, other):
        """In words, what is here and not in `other`, and the other way round."""
        lines = []
        for sign, here, there in (("+", self, other), ("-", other, self)):
            lines += [f"{sign} {o}" for o in here.objects if o not in there.objects]
            for table, rows in here.rows.items():
                if rows != there.rows.get(table):
                    lines.append(f"{sign} {table}: {str(rows)[:600]}")
        return "\n".join(lines)
