"""What the harness says while it runs, and at the end."""

import collections
import time

EVERY = 50
MOST_LOSSES = 5


class Report:
    def __init__(self, seed):
        self.seed = seed
        self.played = collections.Counter()
        self.losses = 0
        self.began = time.monotonic()

    def ended(self, name):
        self.played[name] += 1
        if self.rounds % EVERY == 0:
            self.say(f"{self.rounds} rounds, {self.losses} losses, {self.seconds:.0f} s")

    def lost(self, name, number, loss):
        self.losses += 1
        self.say(f"LOSS in {name}\n{loss}\nAgain: ./dev crash --seed {self.seed} --first {number} "
                 f"--rounds 1 {name}")

    @property
    def rounds(self):
        return sum(self.played.values())

    @property
    def seconds(self):
        return time.monotonic() - self.began

    @property
    def is_enough(self):
        return self.losses >= MOST_LOSSES

    def finish(self):
        width = max((len(name) for name in self.played), default=0)
        for name, count in sorted(self.played.items()):
            self.say(f"  {name:{width}} {count:5}")
        self.say(f"{self.rounds} rounds, {self.losses} losses")

    @staticmethod
    def say(text):
        print(text, flush=True)
