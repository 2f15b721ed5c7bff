"""Every boundary in turn: a small project is broken before, after and instead of each call."""

import errno
import random

from random_project import plain_project
from rounds import play
from situation import Situation
from ways import KILLED


class AtCall:
    """As the ways of ways.py, at one known call."""

    def __init__(self, number, when):
        self.number, self.when = number, when
        self.name = f"{when} call {number}"
        self.exit_codes = (0, 1) if when == "instead" else (0, KILLED)

    def break_run(self, program, course, database, _):
        return program.run(course.command, database.url, kill_at=self.number, kill_when=self.when,
                           kill_errno=errno.ENOSPC)


class EveryCall:
    """Rounds as those of Matrix. They come in a random order: if not all are played, those that
    are lie everywhere."""

    def __init__(self, program, engine, folder, seed):
        self.program, self.engine = program, engine
        self.situation = Situation(program, engine, folder / f"plain_{engine.name}",
                                   plain_project(engine.dialect))
        self.rounds = [(course, AtCall(number, when))
                       for course in self.courses()
                       for number in range(1, course.calls + 1)
                       for when in ("before", "after", "instead")]
        random.Random(seed).shuffle(self.rounds)

    def courses(self):
        chance = random.Random(1)
        return [self.situation.course(kind, single, chance)
                for kind, single in (("up", False), ("down", False), ("up", True))]

    def name(self, number):
        return f"every.{self.engine.name}"

    def play(self, number):
        course, way = self.rounds[number]
        play(self.program, self.engine, course, way, random.Random(number))
