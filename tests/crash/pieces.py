"""What a revision may say: each piece gives the statements of the way up and of the way down.

A piece gets the random generator, the tables that the revision may touch, where it notes what it
changes, and the project's names. No statement may be run twice unnoticed: a second CREATE fails, a
second INSERT or UPDATE leaves other rows. Nothing depends on time, chance or a sequence, so two runs
can be compared.
"""

import dataclasses


@dataclasses.dataclass
class Table:
    name: str
    columns: dict  # name -> definition
    indexes: dict = dataclasses.field(default_factory=dict)  # name -> statement
    rows: int = 0  # with the ids 1, 2, …
    triggers: int = 0


class Names:
    """New names for one project."""

    def __init__(self):
        self.given = 0

    def new(self, kind):
        self.given += 1
        return f"{kind}_{self.given}"


def create_table(random, tables, names):
    table = Table(
        names.new("t"),
        {"id": "INTEGER NOT NULL PRIMARY KEY", "n": "INTEGER NOT NULL", "v": "TEXT"},
    )
    tables.append(table)
    return [f"CREATE TABLE {table.name} ({definitions(table)})"], [f"DROP TABLE {table.name}"]


def definitions(table):
    return ", ".join(f"{name} {definition}" for name, definition in table.columns.items())


def add_column(random, tables, names):
    table, column = random.choice(tables), names.new("c")
    kind = random.choice(["INTEGER", "INTEGER NOT NULL DEFAULT 7", "TEXT DEFAULT 'a;b'"])
    table.columns[column] = kind
    return (
        [f"ALTER TABLE {table.name} ADD COLUMN {column} {kind}"],
        [f"ALTER TABLE {table.name} DROP COLUMN {column}"],
    )


def create_index(random, tables, names, how=""):
    """`how`: CONCURRENTLY, or nothing."""
    table, index = random.choice(tables), names.new("i")
    column = random.choice(["n", "v"])
    unique = random.choice(["", "UNIQUE "])
    made = f"CREATE {unique}INDEX {how} {index} ON {table.name} ({column}, id)"
    table.indexes[index] = made
    return [made], [f"DROP INDEX {how} {index}"]


def insert_rows(random, tables, names, counts=(1, 3, 40)):
    table = random.choice(tables)
    first, last = table.rows + 1, table.rows + random.choice(counts)
    table.rows = last
    return (
        [
            f"INSERT INTO {table.name} (id, n, v) WITH RECURSIVE r (i) AS (SELECT {first} UNION ALL "
            f"SELECT i + 1 FROM r WHERE i < {last}) SELECT i, i * 3, 'row ' || i FROM r"
        ],
        [f"DELETE FROM {table.name} WHERE id BETWEEN {first} AND {last}"],
    )


def count_up(random, tables, names):
    table, by = random.choice(tables), random.randint(1, 9)
    return (
        [f"UPDATE {table.name} SET n = n + {by}"],
        [f"UPDATE {table.name} SET n = n - {by}"],
    )


def create_view(random, tables, names):
    view = names.new("w")
    return [f"CREATE VIEW {view} AS SELECT max(what) AS last FROM log"], [f"DROP VIEW {view}"]


def own_transaction(random, tables, names):
    """For sections outside of a transaction."""
    up, down = count_up(random, tables, names)
    more_up, more_down = insert_rows(random, tables, names)
    return (["BEGIN", *up, *more_up, "COMMIT"], ["BEGIN", *more_down, *down, "COMMIT"])


COMMON = [create_table, add_column, create_index, insert_rows, count_up, create_view]
