"""The database's own shell: the floor. It gets the same statements in the same transactions."""

import shutil

from command import Command
from tools.tool import CannotDo, Tool, first_line
from work import VERSION_TABLE, downgrade, upgrade, version_at_head, version_row


class Shell(Tool):
    is_floor = True

    def __init__(self, name, place_name, program):
        self.name = name
        self._place_name = place_name
        self._program = program

    def missing(self):
        return None if shutil.which(self._program) else "not installed"

    def version(self):
        said = first_line([self._program, "--version"]).split()
        return next(word for word in said if word[0].isdigit())

    def knows(self, place):
        return place.name in (self._place_name, None)

    def check(self, place, history):
        if not history.is_linear:
            raise CannotDo("knows no branches")

    def write(self, project):
        begin = project.place.begin
        numbers = project.history.numbers
        up = [(upgrade(n), version_row(n - 1 or None, n)) for n in numbers]
        if up:
            up[0] = ((VERSION_TABLE, *up[0][0]), up[0][1])
        down = [(downgrade(n), version_row(n, n - 1 or None)) for n in reversed(numbers)]
        project.folder.mkdir(parents=True)
        for name, steps in (("upgrade.sql", up), ("downgrade.sql", down)):
            script = transactions(begin, steps, project.one_transaction)
            (project.folder / name).write_text("\n".join(script) + "\n")
        (project.folder / "current.sql").write_text("SELECT version_num FROM alembic_version;\n")
        (project.folder / "empty.sql").write_text("SELECT 1;\n")

    def version_at_head(self, history):
        return version_at_head(history)

    def print_version(self, project, database):
        return Command([self._program, "--version"], project.folder)

    def current(self, project, database):
        return self._run(project, database, "empty.sql")

    def upgrade(self, project, database):
        return self._run(project, database, "upgrade.sql")

    def no_op(self, project, database):
        return self._run(project, database, "current.sql")

    def history(self, project, database):
        raise CannotDo("keeps none")

    def downgrade(self, project, database):
        return self._run(project, database, "downgrade.sql")

    def _run(self, project, database, script):
        return Command(database.shell, project.folder, {}, project.folder / script)


def transactions(begin, steps, one_transaction):
    if one_transaction:
        yield begin
    for statements, row in steps:
        if not one_transaction:
            yield begin
        yield from statements
        yield row
        if not one_transaction:
            yield "COMMIT;"
    if one_transaction:
        yield "COMMIT;"
