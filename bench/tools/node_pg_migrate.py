"""node-pg-migrate."""

import json

from command import Command
from tools.tool import CannotDo, Tool
from work import downgrade, rows, upgrade


def file_stem(number):
    return f"{1700000000000 + number}_step-{number}"


class NodePgMigrate(Tool):
    name = "node-pg-migrate"

    def __init__(self, packages):
        self._packages = packages
        self._program = packages.folder / "node_modules/.bin/node-pg-migrate"

    def missing(self):
        return self._packages.missing() or (None if self._program.exists() else "not installed")

    def version(self):
        listed = self._packages.folder / "node_modules/node-pg-migrate/package.json"
        return json.loads(listed.read_text())["version"]  # --version says "unknown"

    def check(self, place, history):
        if place.name == "sqlite":
            raise CannotDo("PostgreSQL only")
        if not history.is_linear:
            raise CannotDo("knows no branches")

    def write(self, project):
        versions = project.folder / "migrations"
        versions.mkdir(parents=True)
        # As a project without one would have no module type, node reads every file twice.
        (project.folder / "package.json").write_text('{"private": true, "type": "commonjs"}\n')
        for number in project.history.numbers:
            (versions / f"{file_stem(number)}.js").write_text(
                f"exports.up = (pgm) => {{\n{run(upgrade(number))}}};\n\n"
                f"exports.down = (pgm) => {{\n{run(downgrade(number))}}};\n"
            )

    def version_at_head(self, history):
        return [
            "CREATE TABLE pgmigrations (id SERIAL PRIMARY KEY, name varchar(255) NOT NULL, "
            "run_on timestamp NOT NULL);",
            *rows("pgmigrations (name, run_on)",
                  [f"('{file_stem(n)}', now())" for n in history.numbers]),
        ]

    def print_version(self, project, database):
        return Command([self._program, "--version"], project.folder)

    def current(self, project, database):
        raise CannotDo("has no such command")

    def upgrade(self, project, database):
        return self._run(project, database, "up")

    def history(self, project, database):
        raise CannotDo("has no such command")

    def downgrade(self, project, database):
        return self._run(project, database, "down", "1000000")

    def _run(self, project, database, *words):
        transaction = "--single-transaction" if project.one_transaction else "--no-single-transaction"
        arguments = [self._program, *words, transaction]
        return Command(arguments, project.folder, {"DATABASE_URL": database.url})


def run(statements):
    return "".join(f'  pgm.sql("{statement}");\n' for statement in statements)
