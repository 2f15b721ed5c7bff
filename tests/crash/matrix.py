"""The crash matrix: random projects, random scenarios, and every fault in turn."""

import itertools
import random

from rounds import play
from random_project import random_project
from situation import Situation

ROUNDS_A_PROJECT = 6  # of each fault


class Matrix:
    """Rounds that can be played one by one; the seed and its number make a round what it is."""

    def __init__(self, program, folder, seed, cases, chosen, outside):
        """`cases`: (name, engine, fault) in the order in which rounds take turns; those whose
        names `chosen` holds are played. `outside`: how probable a section outside of a transaction
        is."""
        self.program, self.folder, self.seed = program, folder, seed
        self.cases, self.chosen, self.outside = cases, chosen, outside
        self.situations = {}

    def numbers(self, first):
        return (n for n in itertools.count(first) if self.name(n) in self.chosen)

    def name(self, number):
        return self.cases[number % len(self.cases)][0]

    def play(self, number):
        _, engine, fault = self.cases[number % len(self.cases)]
        chance = random.Random(f"{self.seed}/{number}")
        situation = self.situation(engine, number // (len(self.cases) * ROUNDS_A_PROJECT))
        scenario = situation.scenario(chance.choice(["up", "up", "part", "down"]),
                                  chance.random() < 0.25, chance)
        play(self.program, engine, scenario, fault, chance)

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
