"""The crash matrix: random projects, random courses, and every way to break them in turn."""

import itertools
import random

from rounds import play
from random_project import random_project
from situation import Situation

ROUNDS_A_PROJECT = 6  # of each way


class Matrix:
    """Rounds that can be played one by one; the seed and its number make a round what it is."""

    def __init__(self, program, folder, seed, scenarios, chosen, outside):
        """`scenarios`: (name, engine, way) in the order in which rounds take turns; those whose
        names `chosen` holds are played. `outside`: how probable a section outside of a transaction
        is."""
        self.program, self.folder, self.seed = program, folder, seed
        self.scenarios, self.chosen, self.outside = scenarios, chosen, outside
        self.situations = {}

    def numbers(self, first):
        return (n for n in itertools.count(first) if self.name(n) in self.chosen)

    def name(self, number):
        return self.scenarios[number % len(self.scenarios)][0]

    def play(self, number):
        _, engine, way = self.scenarios[number % len(self.scenarios)]
        chance = random.Random(f"{self.seed}/{number}")
        situation = self.situation(engine, number // (len(self.scenarios) * ROUNDS_A_PROJECT))
        course = situation.course(chance.choice(["up", "up", "part", "down"]),
                                  chance.random() < 0.25, chance)
        play(self.program, engine, course, way, chance)

    def situation(self, engine, project):
        """The project of that number on that engine; the one before is not needed any more."""
        known, situation = self.situations.get(engine, (None, None))
        if known == project:
            return situation
        if situation:
            situation.drop()
        chance = random.Random(f"{self.seed}/project/{project}")
        revisions = random_project(chance, engine.dialect, self.outside)
        folder = self.folder / f"project_{engine.name}"
        situation = Situation(self.program, engine, folder, revisions, chance.random() < 0.5)
        self.situations[engine] = project, situation
        return situation
