"""One command line, and what running it once took."""

import dataclasses
import os
import pathlib
import shlex
import signal
import subprocess

LONGEST = 900  # seconds that a command may run


class Failed(Exception):
    """A command that did not do its work; says why, in a line."""


@dataclasses.dataclass
class Command:
    arguments: list
    folder: pathlib.Path
    variables: dict = dataclasses.field(default_factory=dict)
    stdin: pathlib.Path = pathlib.Path(os.devnull)

    def as_shell_line(self):
        words = ["env", *(f"{name}={value}" for name, value in self.variables.items())]
        words += map(str, self.arguments)
        return f"{shlex.join(words)} <{shlex.quote(str(self.stdin))}"


@dataclasses.dataclass
class Sample:
    wall: float  # milliseconds
    processor: float
    peak: float  # MiB


def one_after_another(commands, script):
    """Writes a shell script that runs the commands and stops at the first failure."""
    script.write_text("".join(command.as_shell_line() + "\n" for command in commands))
    return Command(["/bin/sh", "-e", script], commands[0].folder)


class Stopwatch:
    """Runs commands by the program time_command, which adds nothing to their memory."""

    def __init__(self, program, scratch):
        self._program = program
        self._result = scratch / "time"

    def time(self, command):
        # What it says stays in memory: a file would share the disk with the databases.
        with open(os.memfd_create("messages"), "w+b") as messages:
            return self._time(command, messages)

    def _time(self, command, messages):
        with command.stdin.open("rb") as stdin:
            process = subprocess.Popen(
                [self._program, self._result, *command.arguments],
                cwd=command.folder,
                env={**os.environ, **command.variables},
                stdin=stdin,
                stdout=subprocess.DEVNULL,
                stderr=messages,
                start_new_session=True,
            )
            try:
                status = process.wait(LONGEST)
            except subprocess.TimeoutExpired:
                raise Failed(f"not done after {LONGEST} s") from None
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
        if status != 0:
            raise Failed(last_line(messages) or f"exit code {status}")
        return Sample(*map(float, self._result.read_text().split()))


def last_line(messages):
    messages.seek(0)
    lines = messages.read().decode(errors="replace").split("\n")
    said = [line.strip() for line in lines if line.strip()]
    return said[-1][:120] if said else ""
