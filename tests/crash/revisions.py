"""A project of revision files, and how it is written to a folder."""

import dataclasses
import json
import shutil


@dataclasses.dataclass
class Revision:
    id: str
    parents: list  # ids
    message: str
    up: list  # statements
    down: list
    outside: bool = False  # both sections run outside of a transaction

    def text(self, number):
        down = self.parents[0] if len(self.parents) == 1 else self.parents
        lines = [
            "-- +++",
            f'-- revision = "{self.id}"',
            f"-- down_revision = {json.dumps(down or '')}",
            f'-- message = "{self.message}"',
            f"-- create_date = 2024-06-01T00:{number // 60:02}:{number % 60:02}Z",
            "-- +++",
            "",
        ]
        mark = " transaction=off" if self.outside else ""
        for section, statements in (("upgrade", self.up), ("downgrade", self.down)):
            lines += [f"-- fz:{section}{mark}", *(s + ";" for s in statements), ""]
        return "\n".join(lines)


def rows_of(applied, revisions):
    """The version table's rows where the revisions in `applied` (ids) are applied: its heads."""
    parents = {parent for r in revisions if r.id in applied for parent in r.parents}
    return tuple(sorted(applied - parents))


def write_project(folder, revisions, settings=""):
    shutil.rmtree(folder, ignore_errors=True)
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    folder.chmod(0o755)
    (folder / "alembic.toml").write_text(f'[alembic]\nscript_location = "migrations"\n{settings}')
    for number, revision in enumerate(revisions):
        (versions / f"{revision.id}.sql").write_text(revision.text(number))
