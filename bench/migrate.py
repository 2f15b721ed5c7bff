#!/usr/bin/env python3
"""migrate.py FZ FOLDER: fz against the sqlite3 shell on the same work.

1,000 revisions of three statements each, on new database files in FOLDER (which should lie on a
real disk: the work is bound by fsync). The shell gets the same statements, the same rows of the
version table and the same transactions in one script on stdin. The two take turns; the table shows
medians over the rounds.
"""

import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

REVISIONS = 1000
ROUNDS = 5
VERSION_TABLE = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));"
)


def identifier(number):
    return f"{number:012x}"


def statements(number):
    return (
        f"CREATE TABLE t{number} (id INTEGER PRIMARY KEY, name TEXT NOT NULL);",
        f"CREATE INDEX ix_t{number}_name ON t{number} (name);",
        f"INSERT INTO t{number} (name) VALUES ('row of {number}');",
    )


def version_row(number):
    new = identifier(number)
    if number == 1:
        return f"INSERT INTO alembic_version (version_num) VALUES ('{new}');"
    old = identifier(number - 1)
    return f"UPDATE alembic_version SET version_num='{new}' WHERE version_num = '{old}';"


def write_project(folder):
    shutil.rmtree(folder, ignore_errors=True)
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.toml").write_text(
        '[alembic]\nscript_location = "migrations"\n\n[database]\nurl = "sqlite:///fz.db"\n'
    )
    for number in range(1, REVISIONS + 1):
        down = identifier(number - 1) if number > 1 else ""
        (versions / f"{identifier(number)}_step.sql").write_text(
            f'-- +++\n-- revision = "{identifier(number)}"\n-- down_revision = "{down}"\n'
            f'-- message = "step {number}"\n-- create_date = 2024-06-01T00:00:00Z\n-- +++\n\n'
            "-- fz:upgrade\n" + "\n".join(statements(number)) + "\n\n"
            f"-- fz:downgrade\nDROP TABLE t{number};\n"
        )


def shell_script(one_transaction):
    lines = ["BEGIN IMMEDIATE;", VERSION_TABLE]
    for number in range(1, REVISIONS + 1):
        if number > 1 and not one_transaction:
            lines.append("BEGIN IMMEDIATE;")
        lines += [*statements(number), version_row(number)]
        if not one_transaction:
            lines.append("COMMIT;")
    if one_transaction:
        lines.append("COMMIT;")
    return "\n".join(lines) + "\n"


def seconds(command, folder, database, stdin=None):
    for left_over in folder.glob(database + "*"):
        left_over.unlink()
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, input=stdin, check=True, text=True, capture_output=True)
    took = time.perf_counter() - start
    with sqlite3.connect(folder / database) as connection:
        (row,) = connection.execute("SELECT version_num FROM alembic_version")
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name LIKE 't%'")
    if row[0] != identifier(REVISIONS) or tables[0] != REVISIONS:
        sys.exit(f"{command[0]} did not do the work: {row[0]}, {tables[0]} tables")
    return took


def compare(title, fz_command, script, folder):
    fz_times, shell_times = [], []
    for _ in range(ROUNDS):
        fz_times.append(seconds(fz_command, folder, "fz.db"))
        shell_times.append(seconds(["sqlite3", "-bail", "shell.db"], folder, "shell.db", script))
    fz, shell = statistics.median(fz_times), statistics.median(shell_times)
    print(f"  {title:24} fz {fz:7.3f} s   sqlite3 {shell:7.3f} s   ratio {fz / shell:5.2f}"
          f"   (fz {min(fz_times):.3f} to {max(fz_times):.3f})", flush=True)


def main():
    fz, folder = sys.argv[1], pathlib.Path(sys.argv[2]) / "migrate"
    write_project(folder)
    upgrade = [fz, "-q", "migrate", "upgrade", "head"]
    print(f"migrate: {REVISIONS} revisions of 3 statements, medians of {ROUNDS} rounds")
    compare("a transaction each", upgrade, shell_script(one_transaction=False), folder)
    compare("one for all", [*upgrade, "--single-transaction"], shell_script(one_transaction=True), folder)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
