"""python3 tests/crash [--rounds N] [--seed S] [NAME…]: breaks runs of fz and judges what is left.

NAME chooses parts by their names or the words in them (--list): sqlite, wal, kill, many.sqlite.
The crash matrix takes N rounds in all, every call up to N on each kind of database, many runners a
twentieth of N each, fleets half of N. The last line is "N rounds, L losses"; the exit code is 1 after a loss,
and what it happened to is kept.
"""

import argparse
import itertools
import pathlib
import random
import shutil
import sys
import tempfile
import time

import engines
from every_call import EveryCall
from fleets import Fleets
from judge import Loss
from many_runners import ManyRunners
from matrix import Matrix
from program import Hung, Program
from report import Report

# How probable it is that a revision runs outside of a transaction.
OUTSIDE = 0.3


def arguments():
    parser = argparse.ArgumentParser(prog="crash")
    parser.add_argument("--fz", type=pathlib.Path, required=True, help="the program to test")
    parser.add_argument("--tools", type=pathlib.Path, required=True,
                        help="the folder with kill_at.so and cutting_proxy")
    parser.add_argument("--folder", help="where the databases lie")
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first round")
    parser.add_argument("--seconds", type=float, default=float("inf"),
                        help="for how long a part begins new rounds")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--list", action="store_true", help="the names, and no rounds")
    parser.add_argument("names", nargs="*", metavar="NAME")
    return parser.parse_args()


def chosen(name, names):
    return not names or any(n == name or n in name.split(".") for n in names)


def all_scenarios(found):
    return [(f"{engine.name}.{fault.name}", engine, fault) for engine in found for fault in engine.faults]


def all_names(found):
    names = [name for name, _, _ in all_scenarios(found)]
    names += [f"every.{engine.name}" for engine in found if engine.meets_every_call]
    names += [f"many.{engine.name}" for engine in found]
    return names + [f"fleet.{engine.name}" for engine in found if engine.name == "postgresql"]


def parts(options, program, folder, found):
    """(what to play, how many rounds), one after the other; made when it is its turn."""
    cases = all_scenarios(found)
    names = {name for name, _, _ in cases if chosen(name, options.names)}
    if names:
        yield (Matrix(program, folder, options.seed, cases, names, OUTSIDE), options.rounds)
    for engine in found:
        if engine.meets_every_call and chosen(f"every.{engine.name}", options.names):
            every = EveryCall(program, engine, folder, options.seed)
            yield every, options.rounds
    for engine in found:
        if chosen(f"many.{engine.name}", options.names):
            yield (ManyRunners(program, engine, folder, options.seed, OUTSIDE),
                   max(1, options.rounds // 20))
    for engine in found:
        if engine.name == "postgresql" and chosen(f"fleet.{engine.name}", options.names):
            yield Fleets(program, engine, folder, options.seed), max(1, options.rounds // 2)


def play(part, rounds, options, report):
    until = time.monotonic() + options.seconds
    for number in itertools.islice(part.numbers(options.first), rounds):
        if report.is_enough or time.monotonic() > until:
            return
        name = part.name(number)
        try:
            part.play(number)
        except (Loss, Hung) as loss:
            report.lost(name, number, loss)
        report.ended(name)


def main():
    options = arguments()
    if options.list:
        print("\n".join(all_names(engines.find(pathlib.Path(), options.tools))))
        return 0
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fz-crash.", dir=options.folder))
    folder.chmod(0o755)
    found = engines.find(folder, options.tools.absolute())
    needed = [e for e in found if any(chosen(name, options.names) for name in all_names([e]))]
    report = Report(options.seed)
    report.say(f"crash: seed {options.seed}, in {folder}")
    try:
        for engine in needed:
            engine.open()
        program = Program(options.fz.absolute(), options.tools.absolute() / "kill_at.so", folder)
        for part, rounds in parts(options, program, folder, found):
            play(part, rounds, options, report)
    finally:
        for engine in needed:
            engine.close()
    report.finish()
    if report.rounds == 0:
        print(f"no part is named so: {' '.join(options.names)} (--list)", file=sys.stderr)
        return 2
    if report.losses == 0:
        shutil.rmtree(folder)
    return 1 if report.losses else 0


if __name__ == "__main__":
    sys.exit(main())
