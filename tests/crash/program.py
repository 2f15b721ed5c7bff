"""The tested program, run in a project's folder against one database."""

import dataclasses
import os
import pathlib
import select
import signal
import struct
import subprocess
import time

FOREVER = 120  # seconds after which a run counts as hung


@dataclasses.dataclass
class Outcome:
    exit_code: int  # negative: ended by that signal
    stdout: str
    stderr: str
    seconds: float
    calls: int = 0  # that kill_at counted
    met: str = ""  # the call at which it struck


class Hung(Exception):
    pass


class Program:
    def __init__(self, fz, kill_at, folder):
        self.fz, self.kill_at, self.folder = str(fz), str(kill_at), pathlib.Path(folder)
        self.runs = 0

    def start(self, command, url, **order):
        return Run(self, command, url, order)

    def run(self, command, url, **order):
        return self.start(command, url, **order).finish()


class Run:
    """One process. `order`: what kill_at is told, in small letters without FZ_ (kill_at=3)."""

    def __init__(self, program, command, url, order):
        program.runs += 1
        self.output = program.folder / f"run_{program.runs}"
        self.count_file = self.output.with_suffix(".count")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "DATABASE_"))}
        if order:
            environment["LD_PRELOAD"] = program.kill_at
            environment["FZ_COUNT_FILE"] = str(self.count_file)
            environment["ASAN_OPTIONS"] = "verify_asan_link_order=0:detect_leaks=0"
            environment.update({f"FZ_{name.upper()}": str(value) for name, value in order.items()})
        self.started = time.monotonic()
        with open(f"{self.output}.out", "wb") as out, open(f"{self.output}.err", "wb") as err:
            self.process = subprocess.Popen(
                [program.fz, "--url", url, *command.arguments],
                cwd=command.folder, env=environment, stdout=out, stderr=err,
                stdin=subprocess.DEVNULL)

    def send(self, number):
        if self.process.poll() is None:
            self.process.send_signal(number)

    def has_ended(self):
        return self.process.poll() is not None

    def wait_until_stopped(self):
        """True if it stopped itself (SIGSTOP); False if it ended before."""
        _, status = os.waitpid(self.process.pid, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            return True
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return False

    def finish(self):
        self.wait_for_end()
        code = self.process.wait()
        seconds = time.monotonic() - self.started
        outcome = Outcome(code, self.text("out"), self.text("err"), seconds, *self.counted())
        for suffix in ("out", "err", "count"):
            self.output.with_suffix(f".{suffix}").unlink(missing_ok=True)
        return outcome

    def wait_for_end(self):
        """Unlike Popen.wait() with a time limit, not by asking again and again."""
        if self.process.returncode is not None:
            return
        descriptor = os.pidfd_open(self.process.pid)
        try:
            ended = select.poll()
            ended.register(descriptor, select.POLLIN)
            if not ended.poll(FOREVER * 1000):
                self.process.send_signal(signal.SIGKILL)
                self.process.wait()
                raise Hung(f"fz did not end within {FOREVER} s: {self.text('err')[-2000:]}")
        finally:
            os.close(descriptor)

    def text(self, suffix):
        return self.output.with_suffix(f".{suffix}").read_text(errors="replace")

    def counted(self):
        if not self.count_file.exists() or self.count_file.stat().st_size < 64:
            return 0, ""
        calls, met = struct.unpack("=Q56s", self.count_file.read_bytes())
        return calls, met.rstrip(b"\0").decode()
