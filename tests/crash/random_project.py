"""Random small projects: 3 to 8 revisions, now and then a branch and a merge."""

import pieces
import pieces_postgresql
import pieces_sqlite
from revisions import Revision

PIECES = {"sqlite": pieces_sqlite, "postgresql": pieces_postgresql}


class ProjectMaker:
    def __init__(self, random, dialect, outside):
        """`outside`: how probable it is that a revision runs outside of a transaction."""
        self.random = random
        self.pieces = PIECES[dialect]
        self.outside = outside
        self.names = pieces.Names()
        self.revisions = []

    def make(self):
        tables = []
        self.add([], tables, first=True)
        wanted = self.random.randint(3, 8)
        while len(self.revisions) < wanted:
            if wanted - len(self.revisions) >= 3 and self.random.random() < 0.3:
                tables = self.branch(tables, wanted)
                if tables is None:  # left open: two heads
                    break
            else:
                self.add([self.revisions[-1].id], tables)
        return self.revisions

    def branch(self, tables, wanted):
        """Two branches, each on tables of its own, and mostly their merge; gives the tables after."""
        root, heads, own = self.revisions[-1].id, [], []
        for _ in range(2):
            own.append([])
            parent = root
            for _ in range(self.random.choice([1, 1, 2])):
                parent = self.add([parent], own[-1]).id
            heads.append(parent)
        if len(self.revisions) >= wanted and self.random.random() < 0.5:
            return None
        tables = tables + own[0] + own[1]
        self.add(sorted(heads), tables)
        return tables

    def add(self, parents, tables, first=False):
        identifier = f"{self.random.getrandbits(48):012x}"
        outside = not first and self.random.random() < self.outside
        up, down = [], []
        for piece in self.chosen(outside, bool(tables)):
            more_up, more_down = piece(self.random, tables, self.names)
            up += more_up
            down = more_down + down
        if first:
            up.insert(0, "CREATE TABLE log (what TEXT NOT NULL)")
            down.append("DROP TABLE log")
        self.log(up, f"up {identifier}", after=1)
        self.log(down, f"down {identifier}", after=0, before=1)
        message = f"step {len(self.revisions) + 1}"
        revision = Revision(identifier, parents, message, up, down, outside)
        self.revisions.append(revision)
        return revision

    def chosen(self, outside, has_tables):
        first = [] if has_tables else [pieces.create_table]
        kinds = self.pieces.OUTSIDE if outside else self.pieces.INSIDE
        return first + self.random.choices(kinds, k=self.random.randint(1, 3))

    def log(self, statements, what, after, before=0):
        """One row a section: the one that would be doubled if a section were run twice."""
        place = self.random.randint(after, len(statements) - before)
        statements.insert(place, f"INSERT INTO log VALUES ('{what}')")


def random_project(random, dialect, outside):
    return ProjectMaker(random, dialect, outside).make()


def plain_project(dialect):
    """Three revisions for what is enumerated: small, and always the same."""
    return [
        Revision("a00000000001", [], "make a table", [
            "CREATE TABLE log (what TEXT NOT NULL)",
            "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL)",
        ], ["DROP TABLE t", "DROP TABLE log"]),
        Revision("a00000000002", ["a00000000001"], "fill it", [
            "INSERT INTO t VALUES (1, 10), (2, 20)",
            "ALTER TABLE t ADD COLUMN v TEXT",
            "INSERT INTO log VALUES ('up 2')",
        ], ["ALTER TABLE t DROP COLUMN v", "DELETE FROM t", "INSERT INTO log VALUES ('down 2')"]),
        Revision("a00000000003", ["a00000000002"], "count up", [
            "UPDATE t SET n = n + 1",
            "CREATE INDEX i ON t (n)",
        ], ["DROP INDEX i", "UPDATE t SET n = n - 1"]),
    ]
