"""fz itself."""

from command import Command
from tools.tool import Tool, first_line
from work import downgrade, identifier, upgrade, version_at_head


class Fz(Tool):
    name = "fz"

    def __init__(self, program):
        self._program = program

    def version(self):
        return first_line([self._program, "--version"]).split()[1]

    def write(self, project):
        versions = project.folder / "migrations" / "versions"
        versions.mkdir(parents=True)
        transaction = "all" if project.one_transaction else "each"
        (project.folder / "alembic.toml").write_text(f'[alembic]\ntransaction = "{transaction}"\n')
        for number, parents in project.history.revisions:
            names = ", ".join(f'"{identifier(parent)}"' for parent in parents)
            down = f"[{names}]" if len(parents) > 1 else names or '""'
            (versions / f"{identifier(number)}_step_{number}.sql").write_text(
                f'-- +++\n-- revision = "{identifier(number)}"\n-- down_revision = {down}\n'
                f'-- message = "step {number}"\n-- create_date = 2024-06-01T00:00:00Z\n-- +++\n\n'
                "-- fz:upgrade\n" + "\n".join(upgrade(number)) + "\n\n"
                "-- fz:downgrade\n" + "\n".join(downgrade(number)) + "\n"
            )

    def version_at_head(self, history):
        return version_at_head(history)

    def print_version(self, project, database):
        return Command([self._program, "--version"], project.folder)

    def current(self, project, database):
        return self._migrate(project, database, "current")

    def upgrade(self, project, database):
        return self._migrate(project, database, "upgrade", "head")

    def history(self, project, database):
        return self._migrate(project, database, "history")

    def downgrade(self, project, database):
        return self._migrate(project, database, "downgrade", "base")

    def _migrate(self, project, database, *words):
        return Command([self._program, "migrate", *words], project.folder, {"DATABASE_URL": database.url})
