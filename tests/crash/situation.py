"""A project on one kind of database, and the scenarios that rounds take through it."""

from scenario import Broken, Command, Scenario, boundaries_of, measure, planned_steps
from revisions import write_project
from snapshot import HISTORY_TABLE


HISTORY_SETTING = f'audit_table = "{HISTORY_TABLE}"\n'


class Situation:
    def __init__(self, program, engine, folder, revisions, keeps_history):
        self.program, self.engine, self.folder, self.revisions = program, engine, folder, revisions
        self.scenarios = {}
        self.databases = []
        self.keeps_history = keeps_history
        write_project(folder, revisions,
                      engine.settings + (HISTORY_SETTING if keeps_history else ""))

    def scenario(self, kind, single, random):
        """`kind`: up (all, from nothing), down (all, to nothing), part (up from somewhere);
        `single`: in a single transaction, where that can be."""
        single = single and not any(r.outside for r in self.revisions)
        if (kind, single) not in self.scenarios:
            self.scenarios[kind, single] = self.make_scenario(kind, single, random)
        return self.scenarios[kind, single]

    def make_scenario(self, kind, single, random):
        start, reference, applied = self.keep(self.engine.empty()), self.engine.empty(), set()
        if kind != "up":
            target = "heads" if kind == "down" else random.choice(self.revisions).id
            self.advance(start, reference, applied, self.command("upgrade", target))
        command = self.command(*(("downgrade", "base") if kind == "down" else ("upgrade", "heads")))
        if single:
            command.arguments.append("--single-transaction")
        steps = planned_steps(self.program, command, start.url)
        boundaries = boundaries_of(steps, self.revisions, applied, reference, in_one=single)
        scenario = Scenario(command, start, boundaries, steps)
        scenario.outside = any(r.outside for r in self.revisions)
        scenario.own_tables |= self.engine.own_tables
        if self.keeps_history:
            scenario.own_tables |= {HISTORY_TABLE}
            scenario.history = start.look().history
        reference.drop()
        measure(self.program, self.engine, scenario)
        return scenario

    def advance(self, start, reference, applied, command):
        """Brings the database that runs begin with, and the harness's own, to where a scenario
        begins: the one with fz, the other without."""
        steps = planned_steps(self.program, command, start.url)
        boundaries_of(steps, self.revisions, applied, reference, in_one=False)
        outcome = self.program.run(command, start.url)
        if outcome.exit_code != 0:
            raise Broken(f"{command} ended with {outcome.exit_code}: {outcome.stderr}")

    def command(self, direction, target):
        return Command(self.folder, [direction, target])

    def keep(self, database):
        self.databases.append(database)
        return database

    def drop(self):
        for database in self.databases:
            database.drop()
