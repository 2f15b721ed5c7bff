"""The judge sees what it is there for."""

import dataclasses
import unittest

from scenario import Boundary, Scenario
from judge import Loss, expect_at_boundary, expect_end, expect_exit
from program import Outcome
from snapshot import Snapshot

BEFORE = Snapshot(("a" * 12,), ("table t",), {"t": ["1"]}, ("alembic_version",))
AFTER = Snapshot(("b" * 12,), ("table t", "table u"), {"t": ["1", "2"]}, ("alembic_version",))
SCENARIO = Scenario(None, None, [Boundary(BEFORE.versions, BEFORE, 0), Boundary(AFTER.versions, AFTER, 1)],
                [("upgrade", "b" * 12)])
QUIET = Outcome(-9, "", "", 0)


class FakeDatabase:
    def __init__(self, snapshot, problems=()):
        self.snapshot, self.found = snapshot, problems

    def look(self):
        return self.snapshot

    def problems(self):
        return self.found


class JudgeTest(unittest.TestCase):
    def test_accepts_each_boundary(self):
        for snapshot in (BEFORE, AFTER):
            expect_at_boundary(SCENARIO, snapshot, QUIET)

    def test_sees_a_row_without_its_schema(self):
        with self.assertRaisesRegex(Loss, r"\+ table t|- table u"):
            expect_at_boundary(SCENARIO, Snapshot(AFTER.versions, BEFORE.objects, BEFORE.rows), QUIET)

    def test_sees_a_schema_without_its_row(self):
        with self.assertRaises(Loss):
            expect_at_boundary(SCENARIO, Snapshot(BEFORE.versions, AFTER.objects, AFTER.rows), QUIET)

    def test_sees_unknown_rows(self):
        with self.assertRaisesRegex(Loss, "the version table holds"):
            expect_at_boundary(SCENARIO, Snapshot(("c" * 12,), AFTER.objects, AFTER.rows), QUIET)

    def test_sees_a_wrong_claim(self):
        wrong = f"Running x\nThe database is at {'b' * 12}.\n"
        with self.assertRaisesRegex(Loss, "fz said"):
            expect_at_boundary(SCENARIO, BEFORE, Outcome(130, "", wrong, 0))

    def test_sees_a_doubled_row_at_the_end(self):
        doubled = Snapshot(AFTER.versions, AFTER.objects, {"t": ["1", "2", "2"]}, AFTER.own)
        with self.assertRaisesRegex(Loss, "differs from a clean run"):
            expect_end(SCENARIO, FakeDatabase(doubled))

    def test_sees_what_is_left_over(self):
        left = Snapshot(AFTER.versions, AFTER.objects, AFTER.rows, ("alembic_version", "fz_journal"))
        with self.assertRaisesRegex(Loss, "left over"):
            expect_end(SCENARIO, FakeDatabase(left))

    def test_sees_a_step_missing_in_the_audit_trail(self):
        scenario = dataclasses.replace(SCENARIO, history=())
        expect_at_boundary(scenario, dataclasses.replace(AFTER, history=(("b" * 12, "upgrade"),)), QUIET)
        with self.assertRaisesRegex(Loss, "audit trail"):
            expect_at_boundary(scenario, AFTER, QUIET)

    def test_sees_an_index_that_is_not_valid(self):
        with self.assertRaisesRegex(Loss, "not valid: .'i'"):
            expect_end(SCENARIO, FakeDatabase(dataclasses.replace(AFTER, invalid=("i",))))

    def test_sees_damage(self):
        with self.assertRaisesRegex(Loss, "damaged"):
            expect_end(SCENARIO, FakeDatabase(AFTER, ["row missing from index"]))

    def test_sees_a_wrong_exit_code(self):
        with self.assertRaisesRegex(Loss, "exit code -9"):
            expect_exit(QUIET, (0,))


if __name__ == "__main__":
    unittest.main()
