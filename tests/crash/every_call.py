"""Every boundary in turn: a small project is broken before, after and instead of each call, and on
a server at many places of what goes over the connection too."""

import errno
import random
import signal

from random_project import plain_project
from rounds import play
from situation import Situation
from faults import KILLED


class AtCall:
    """As those of faults.py, at one known call."""

    def __init__(self, number, what):
        self.number = number
        self.name = f"{what} call {number}"
        self.order, self.exit_codes = AT_CALL[what]

    def break_run(self, program, scenario, database, _):
        return program.run(scenario.command, database.url, kill_at=self.number, **self.order)


SIGINT = int(signal.SIGINT)
AT_CALL = {
    "killed before": ({"kill_when": "before"}, (0, KILLED)),
    "killed after": ({"kill_when": "after"}, (0, KILLED)),
    "instead of": ({"kill_when": "instead", "kill_errno": errno.ENOSPC}, (0, 1)),
    "interrupted before": ({"kill_signal": SIGINT}, (0, 130)),
    "interrupted twice before": ({"kill_signal": SIGINT, "kill_times": 2}, (0, 130)),
}


class EveryCall:
    """Rounds as those of Matrix. They come in a random order: if not all are played, those that
    are lie everywhere."""

    def __init__(self, program, engine, folder, seed):
        self.program, self.engine = program, engine
        self.situation = Situation(program, engine, folder / f"plain_{engine.name}",
                                   plain_project(engine.dialect), keeps_history=True)
        self.rounds = [(scenario, fault) for scenario in self.scenarios() for fault in self.faults(scenario)]
        random.Random(seed).shuffle(self.rounds)

    def scenarios(self):
        chance = random.Random(1)
        return [self.situation.scenario(kind, single, chance)
                for kind, single in (("up", False), ("down", False), ("up", True))]

    def faults(self, scenario):
        yield from (AtCall(number, what) for number in range(1, scenario.calls + 1)
                    for what in AT_CALL)
        for fault in self.engine.faults:
            if hasattr(fault, "every"):
                yield from fault.every(self.program, scenario)

    def numbers(self, first):
        return range(first, len(self.rounds))

    def name(self, number):
        return f"every.{self.engine.name}"

    def play(self, number):
        scenario, fault = self.rounds[number]
        play(self.program, self.engine, scenario, fault, random.Random(number))
