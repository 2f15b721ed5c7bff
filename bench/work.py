"""The work that every tool is given: histories, and what a revision does, in plain SQL."""

VERSION_TABLE = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));"
)


class History:
    """Revisions, each as (number, numbers of its parents), in an order in which they can run."""

    def __init__(self, name, revisions):
        self.name = name
        self.revisions = revisions

    def __len__(self):
        return len(self.revisions)

    @property
    def numbers(self):
        return [number for number, _ in self.revisions]

    @property
    def head(self):
        return self.revisions[-1][0]

    @property
    def is_linear(self):
        return all(len(parents) < 2 for _, parents in self.revisions)


def linear(size):
    return History(f"linear-{size}", [(n, [n - 1] if n > 1 else []) for n in range(1, size + 1)])


def diamonds(count):
    """A row of diamonds: three revisions each, which part and meet again."""
    revisions = [(1, [])]
    for top in range(1, 3 * count, 3):
        revisions += [(top + 1, [top]), (top + 2, [top]), (top + 3, [top + 1, top + 2])]
    return History(f"diamonds-{count}", revisions)


def identifier(number):
    """As tools that draw ids by chance make them: the order of the files is not that of the graph."""
    return f"{number * 0x9E3779B97F4A7C15 % 2**48:012x}"


def upgrade(number):
    return (
        f"CREATE TABLE t{number} (id INTEGER PRIMARY KEY, name TEXT NOT NULL);",
        f"CREATE INDEX ix_t{number}_name ON t{number} (name);",
        f"INSERT INTO t{number} (id, name) VALUES (1, 'row of {number}');",
    )


def downgrade(number):
    return (f"DROP TABLE t{number};",)


def version_row(old, new):
    """What moves the one row of a linear history's version table; None is base."""
    if old is None:
        return f"INSERT INTO alembic_version (version_num) VALUES ('{identifier(new)}');"
    if new is None:
        return f"DELETE FROM alembic_version WHERE version_num = '{identifier(old)}';"
    return (
        f"UPDATE alembic_version SET version_num='{identifier(new)}' "
        f"WHERE version_num = '{identifier(old)}';"
    )


def version_at_head(history):
    return [VERSION_TABLE, version_row(None, history.head)]


def rows(table, values):
    """INSERTs of a thousand rows each; a value is a row in parentheses."""
    for start in range(0, len(values), 1000):
        yield f"INSERT INTO {table} VALUES {', '.join(values[start : start + 1000])};"
