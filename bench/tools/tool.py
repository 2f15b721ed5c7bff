"""What the bench asks of every tool."""

import dataclasses
import pathlib
import subprocess


class CannotDo(Exception):
    """The tool has no such thing; says why, in a few words."""


@dataclasses.dataclass
class Project:
    """What one tool is given to work on; write() fills the folder."""

    folder: pathlib.Path
    place: object
    history: object
    one_transaction: bool = False  # for the whole run; else one for each revision


class Tool:
    """One tool. Each of the actions from print_version() on gives the Command for it, or raises
    CannotDo. It is run as a user would: no output is suppressed."""

    name = ""
    is_floor = False

    def missing(self):
        """Why it cannot be used on this machine; None if it can."""
        return None

    def version(self):
        """What it says of itself, in a word or two."""
        raise NotImplementedError

    def knows(self, place):
        """False if it has no business with this kind of database; it is not named then."""
        return True

    def check(self, place, history):
        """Raises CannotDo where the tool knows neither this kind of database nor this history."""

    def write(self, project):
        """Writes the history as this tool has it. Raises CannotDo."""
        raise NotImplementedError

    def version_at_head(self, history):
        """SQL statements that write down what the tool does once all revisions have run."""
        raise NotImplementedError

    def print_version(self, project, database):
        raise NotImplementedError

    def current(self, project, database):
        raise NotImplementedError

    def upgrade(self, project, database):
        """To head."""
        raise NotImplementedError

    def no_op(self, project, database):
        """The same where there is nothing to do."""
        return self.upgrade(project, database)

    def history(self, project, database):
        raise NotImplementedError

    def downgrade(self, project, database):
        """To base."""
        raise NotImplementedError


def first_line(command):
    done = subprocess.run(command, check=True, text=True, capture_output=True)
    return done.stdout.strip().split("\n")[0]
