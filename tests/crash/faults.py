"""The faults that need nothing but the program. Each starts the scenario's command on a
copy of its database, breaks it, and gives what the program ended with; `exit_codes` says what may
have come of it."""

import errno
import signal
import time

KILLED = -signal.SIGKILL
# Before fz listens to signals, and after: no boundary was in danger, as the judge makes sure.
UNHEARD = (-signal.SIGINT, -signal.SIGTERM)


def random_moment(random, scenario):
    time.sleep(random.uniform(0, scenario.seconds * 1.1))


def random_call(random, scenario):
    return random.randint(1, max(scenario.calls, 1))


class Kill:
    """kill -9 at a random moment."""

    name = "kill"
    exit_codes = (0, KILLED)

    def break_run(self, program, scenario, database, random):
        run = program.start(scenario.command, database.url)
        random_moment(random, scenario)
        run.send(signal.SIGKILL)
        return run.finish()


class KillAtCall:
    """kill -9 before or after the N-th call that changes a file or talks to the server."""

    name = "call"
    exit_codes = (0, KILLED)

    def break_run(self, program, scenario, database, random):
        return program.run(scenario.command, database.url, kill_at=random_call(random, scenario),
                           kill_when=random.choice(["before", "after"]))


class FailAtCall:
    """The N-th call fails: a full disk, a disk that refuses, a connection that is gone."""

    name = "fail"
    exit_codes = (0, 1)

    def break_run(self, program, scenario, database, random):
        return program.run(scenario.command, database.url, kill_at=random_call(random, scenario),
                           kill_when="instead",
                           kill_errno=random.choice([errno.EIO, errno.ENOSPC]))


class Interrupt:
    """SIGINT or SIGTERM, at a random moment or at the N-th call."""

    name = "signal"
    times = 1
    exit_codes = (0, 130, *UNHEARD)

    def break_run(self, program, scenario, database, random):
        number = random.choice([signal.SIGINT, signal.SIGTERM])
        if random.random() < 0.5:
            return program.run(scenario.command, database.url, kill_at=random_call(random, scenario),
                               kill_when=random.choice(["before", "after"]),
                               kill_signal=int(number), kill_times=self.times)
        run = program.start(scenario.command, database.url)
        random_moment(random, scenario)
        for i in range(self.times):
            run.send(number)
            time.sleep(random.choice([0, 0.0005, 0.002]) if i + 1 < self.times else 0)
        return run.finish()


class InterruptTwice(Interrupt):
    name = "signals"
    times = 2


class KillAmongOthers:
    """Three runners start at once and one is killed: the others finish the work."""

    name = "among"
    exit_codes = (0, KILLED)
    others = 2

    def break_run(self, program, scenario, database, random):
        runs = [program.start(scenario.command, database.url) for _ in range(1 + self.others)]
        random_moment(random, scenario)
        runs[0].send(signal.SIGKILL)
        outcomes = [run.finish() for run in runs]
        failed = [o for o in outcomes[1:] if o.exit_code != 0]
        return failed[0] if failed else outcomes[0]


EVERYWHERE = [Kill(), KillAtCall(), FailAtCall(), Interrupt(), InterruptTwice(), KillAmongOthers()]
