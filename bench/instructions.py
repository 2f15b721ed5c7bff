"""Instruction counts of the commands that scripts call most, against those that are kept."""

import json
import re
import subprocess

from command import Failed
from sqlite import Sqlite
from tools.tool import Project
from work import History, linear

WORSE = 1.05


def count(command, scratch):
    """Instructions that the command takes, in all of its threads."""
    out = scratch / "callgrind.out"
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *command.arguments],
        cwd=command.folder, env={"PATH": "/usr/bin:/bin", **command.variables},
        text=True, capture_output=True)
    found = re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.M) if out.exists() else None
    if done.returncode != 0 or found is None:
        raise Failed(done.stderr.strip().split("\n")[-1])
    return int(found[1])


def counts(fz, scratch):
    """By what is run."""
    place = Sqlite(scratch / "databases")
    empty = Project(scratch / "empty", place, History("none", []))
    thousand = Project(scratch / "thousand", place, linear(1000))
    for project in (empty, thousand):
        fz.write(project)
    at_head = place.new("at-head")
    at_head.execute(fz.version_at_head(thousand.history))
    return {
        "current on an empty project": count(fz.current(empty, place.new("empty")), scratch),
        "no-op at 1,000 revisions": count(fz.no_op(thousand, at_head), scratch),
    }


def check(fz, scratch, kept_file):
    """Prints each count beside the one that is kept; false if one is worse by 5 %."""
    kept = json.loads(kept_file.read_text())
    fine = True
    for what, now in counts(fz, scratch).items():
        before = kept[what]
        print(f"{what}: {now:,} instructions, kept {before:,} ({now / before - 1:+.1%})")
        if now > before * WORSE:
            fine = False
            print(f"This is more than {WORSE - 1:.0%} worse. If it must be, "
                  "`./dev bench --record` keeps the new count.")
    return fine


def record(fz, scratch, kept_file):
    found = counts(fz, scratch)
    kept_file.write_text(json.dumps(found, indent=2) + "\n")
    for what, now in found.items():
        print(f"{what}: {now:,} instructions")
