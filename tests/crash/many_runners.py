"""Many runners at once on a fresh database: each revision is applied once, and all end with 0."""

import itertools
import json
import random

from scenario import Command
from judge import Loss, expect_end
from random_project import random_project
from situation import Situation

RUNNERS = 16


class ManyRunners:
    def __init__(self, program, engine, folder, seed, outside):
        self.program, self.engine, self.seed, self.outside = program, engine, seed, outside
        self.folder = folder / f"many_{engine.name}"

    def numbers(self, first):
        return itertools.count(first)

    def name(self, number):
        return f"many.{self.engine.name}"

    def play(self, number):
        chance = random.Random(f"{self.seed}/many/{number}")
        revisions = random_project(chance, self.engine.dialect, self.outside)
        situation = Situation(self.program, self.engine, self.folder, revisions,
                              chance.random() < 0.5)
        scenario = situation.scenario("up", False, chance)
        database = self.engine.copy(scenario.start)
        telling = Command(self.folder, ["--format", "json", *scenario.command.arguments])
        runs = [self.program.start(telling, database.url) for _ in range(RUNNERS)]
        outcomes = [run.finish() for run in runs]
        try:
            for outcome in outcomes:
                if outcome.exit_code != 0:
                    raise Loss(f"one of {RUNNERS} ended with {outcome.exit_code}:\n{outcome.stderr}")
            expect_applied_once(scenario, outcomes)
            expect_end(scenario, database)
        except Loss as loss:
            raise Loss(f"{loss}\n{scenario.command}\nin {self.folder}\n{database.url}") from None
        database.drop()
        situation.drop()


def expect_applied_once(scenario, outcomes):
    """A step that is announced may turn out to be another's; who carried it out reports it."""
    steps = sum(len(json.loads(outcome.stdout)["steps"]) for outcome in outcomes)
    if steps != len(scenario.steps):
        raise Loss(f"{len(scenario.steps)} revisions were to be applied, and the runners report {steps}")
