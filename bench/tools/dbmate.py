"""dbmate, as npm ships it: a program of its own."""

from command import Command
from tools.tool import CannotDo, Tool, first_line
from work import downgrade, rows, upgrade


def version_of(number):
    return f"{20240101000000 + number}"


class Dbmate(Tool):
    name = "dbmate"

    def __init__(self, packages):
        self._packages = packages

    @property
    def _program(self):
        # Its launcher in node_modules/.bin would start node first.
        return next(self._packages.folder.glob("node_modules/@dbmate/*/bin/dbmate"), None)

    def missing(self):
        return self._packages.missing() or (None if self._program else "no program for this machine")

    def version(self):
        return first_line([self._program, "--version"]).split()[-1]

    def check(self, place, history):
        if not history.is_linear:
            raise CannotDo("knows no branches")

    def write(self, project):
        if project.one_transaction:
            raise CannotDo("runs each migration in a transaction of its own")
        versions = project.folder / "db" / "migrations"
        versions.mkdir(parents=True)
        for number in project.history.numbers:
            (versions / f"{version_of(number)}_step_{number}.sql").write_text(
                "-- migrate:up\n" + "\n".join(upgrade(number)) + "\n\n"
                "-- migrate:down\n" + "\n".join(downgrade(number)) + "\n"
            )

    def version_at_head(self, history):
        return [
            "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);",
            *rows("schema_migrations (version)", [f"('{version_of(n)}')" for n in history.numbers]),
        ]

    def print_version(self, project, database):
        return Command([self._program, "--version"], project.folder)

    def current(self, project, database):
        return self._run(project, database, "status")

    def upgrade(self, project, database):
        return self._run(project, database, "--no-dump-schema", "migrate")

    def history(self, project, database):
        return self._run(project, database, "status")

    def downgrade(self, project, database):
        raise CannotDo("takes back one migration a run")

    def _run(self, project, database, *words):
        return Command([self._program, *words], project.folder, {"DATABASE_URL": database.dbmate_url})
