#!/usr/bin/env python3
"""Measures the account commands: bench/users.py build/release/fz

Hashing keeps every processor busy; ready hashes go into SQLite, and a list comes out of it, at a rate
of hundreds of thousands of rows a second, the list in bounded memory. Prints a line for each; run it
on a quiet machine.
"""

import os
import pathlib
import sys
import tempfile
import time

HASH = ("$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQxMjM0NTY3OA$"
        "Hnm7B2p4pnTo3mQ5qFmnHjR1OZBtVXd1B33joTc/XXg")
PASSWORDS = 200
ACCOUNTS = 1_000_000


class Run:
    """One command: how long it took, the processor's time, and the most memory, in MiB."""

    def __init__(self, command, stdout=os.devnull):
        begin = time.monotonic()
        child = os.fork()
        if child == 0:
            os.dup2(os.open(stdout, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
            os.execv(command[0], command)
        _, status, usage = os.wait4(child, 0)
        self.seconds = time.monotonic() - begin
        self.processor = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss / 1024
        if status != 0:
            sys.exit(f"failed: {' '.join(command)}")


def project(fz, folder):
    os.chdir(folder)
    Run([fz, "-q", "init", "--users"])
    Run([fz, "-q", "migrate", "upgrade", "head"])


def measure_hashing(fz):
    with open("plain.csv", "w", encoding="utf-8") as file:
        file.write("username,email,password\n")
        for i in range(PASSWORDS):
            file.write(f"plain{i},plain{i}@example.org,secret {i}\n")
    run = Run([fz, "import-users", "plain.csv"])
    processors = len(os.sched_getaffinity(0))
    print(f"import of {PASSWORDS} plain passwords: {run.seconds:.1f} s, "
          f"{PASSWORDS / run.seconds:.1f}/s, "
          f"{100 * run.processor / run.seconds / processors:.1f} % of {processors} processors, "
          f"{run.memory:.0f} MiB")


def measure_rows(fz):
    with open("ready.csv", "w", encoding="utf-8") as file:
        file.write("username,email,password_hash\n")
        for i in range(ACCOUNTS):
            file.write(f'user{i},user{i}@example.org,"{HASH}"\n')
    run = Run([fz, "import-users", "ready.csv"])
    print(f"import of {ACCOUNTS} ready hashes: {run.seconds:.2f} s, "
          f"{ACCOUNTS / run.seconds:.0f} rows/s, {run.memory:.0f} MiB")
    run = Run([fz, "list-users", "--format", "csv"], "list.csv")
    print(f"list of {ACCOUNTS} as CSV: {run.seconds:.2f} s, "
          f"{ACCOUNTS / run.seconds:.0f} rows/s, {run.memory:.1f} MiB")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    fz = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        project(fz, folder)
        measure_rows(fz)
        measure_hashing(fz)


if __name__ == "__main__":
    main()
