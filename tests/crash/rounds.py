"""One round: a run is broken, what it left is judged, and the same command must finish the work."""

from judge import (SIGNALLED, Loss, expect_at_boundary, expect_end, expect_exit,
                   expect_untouched_or_done)
from program import Hung


def play(program, engine, scenario, fault, random):
    """Throws Loss, with what happened in it."""
    database = engine.copy(scenario.start)
    outcome = None
    try:
        outcome = fault.break_run(program, scenario, database, random)
        expect_exit(outcome, fault.exit_codes)
        judge_boundary(engine, scenario, database, outcome, random)
        outcome = program.run(scenario.command, database.url)
        expect_exit(outcome, (0,))
        expect_end(scenario, database)
    except (Loss, Hung) as loss:
        raise Loss(f"{loss}\n{story(scenario, fault, database, outcome)}") from None
    database.drop()
    return outcome


def judge_boundary(engine, scenario, database, outcome, random):
    """Now and then the next run is to meet what the broken one left behind, before anybody has
    looked: on a server, a backend that does not know yet that its client is gone."""
    if engine.dialect == "postgresql" and random.random() < 0.3:
        return
    database.settle()
    seen = engine.copy(database) if engine.dialect == "sqlite" else database
    snapshot = seen.look()
    expect_at_boundary(scenario, snapshot, outcome)
    if outcome.exit_code in SIGNALLED:
        expect_untouched_or_done(scenario, snapshot, outcome)
    if seen is not database:
        seen.drop()


def story(scenario, fault, database, outcome):
    lines = [f"{fault.name}: {scenario.command}", f"in {scenario.command.folder}",
             f"database {database.url}"]
    if outcome:
        if outcome.met:
            lines.append(f"at {outcome.met}, of {scenario.calls} calls")
        lines.append(f"exit code {outcome.exit_code}, stderr:\n{outcome.stderr}")
    return "\n".join(lines)
