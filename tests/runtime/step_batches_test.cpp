#include "core/runtime/step_batches.hpp"

#include "core/database/sqlite/catalog.hpp"
#include "core/sql/statement_source.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>
#include <optional>
#include <string>
#include <vector>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

struct StepBatches : testing::Test {
  revision a;
  step to_a{direction::upgrade, &a, {}, {"a"}, {{row_change::kind::insert, {}, "a"}}};
  step_body body;

  StepBatches() {
    a.id = "a";
    body.work = script_of({statement("CREATE TABLE a (x)"), statement("INSERT INTO a VALUES (1)")});
    body.sha256 = "digest";
  }

  static step_batches batches(const ledger_state& found, bool audit = false,
                              std::optional<batch::change> fence = std::nullopt) {
    std::optional<audit_table> trail;
    if (audit) trail.emplace("fz_audit", "", identity{"ada", "laptop"});
    return {ledger(version_table("alembic_version"), trail, dialect::sqlite), found,
            std::move(fence), sqlite::file_catalog()};
  }

  static std::vector<std::string> texts(const std::vector<statement>& statements) {
    std::vector<std::string> sql;
    for (const statement& s : statements) sql.push_back(s.sql);
    return sql;
  }
  static std::vector<std::string> texts(const std::vector<batch::change>& changes) {
    std::vector<std::string> sql;
    for (const batch::change& c : changes) sql.push_back(c.sql.sql);
    return sql;
  }
};

ledger_state with_tables() {
  ledger_state found;
  found.rows.emplace();
  found.has_audit_table = true;
  return found;
}

TEST_F(StepBatches, AStepIsOneTransactionThatEndsWithItsVersionRow) {
  const batch b = batches(with_tables()).whole(to_a, body, {"x"});
  EXPECT_EQ(b.how, batch::mode::transaction);
  EXPECT_THAT(b.preparation, IsEmpty());
  EXPECT_EQ(statement_count(b.script), 2u);
  EXPECT_THAT(texts(b.changes), ElementsAre(StartsWith("INSERT INTO alembic_version")));
  EXPECT_EQ(b.changes.front().rows, 1u);
}

TEST_F(StepBatches, AStepOnlyRunsIfTheVersionTableHoldsWhatWasPlannedFrom) {
  const batch b = batches(with_tables()).whole(to_a, body, {"w", "x"});
  ASSERT_TRUE(b.expected.has_value());
  EXPECT_THAT(b.expected->query.sql, HasSubstr("SELECT version_num FROM alembic_version ORDER BY"));
  EXPECT_THAT(b.expected->texts, ElementsAre("w", "x"));
}

TEST_F(StepBatches, TheFirstStepMakesTheTables) {
  step_batches made = batches(ledger_state(), /*audit=*/true);
  EXPECT_THAT(texts(made.guard(batch::mode::transaction, {}).preparation),
              ElementsAre(StartsWith("CREATE TABLE IF NOT EXISTS alembic_version"),
                          StartsWith("CREATE TABLE IF NOT EXISTS fz_audit")));
  made.tables_exist();
  EXPECT_THAT(made.guard(batch::mode::transaction, {}).preparation, IsEmpty());
}

TEST_F(StepBatches, TheFenceComesLastOfEachTransaction) {
  const batch::change fence{statement("UPDATE lease"), 1};
  const step_batches fenced = batches(with_tables(), /*audit=*/false, fence);
  EXPECT_EQ(fenced.whole(to_a, body, {}).changes.back().sql.sql, "UPDATE lease");
  EXPECT_THAT(texts(fenced.closing().changes), ElementsAre("UPDATE lease"));
  EXPECT_EQ(fenced.end_outside(to_a, body, {}, {}).changes.back().sql.sql, "UPDATE lease");
  EXPECT_THAT(batches(with_tables()).closing().changes, IsEmpty());
}

TEST_F(StepBatches, InsideOfALargerTransactionNothingIsGuardedAgain) {
  const batch::change fence{statement("UPDATE lease"), 1};
  const batch b = batches(with_tables(), /*audit=*/false, fence).inside(to_a, body, {"x"});
  EXPECT_EQ(b.how, batch::mode::in_current_transaction);
  EXPECT_FALSE(b.expected.has_value());
  EXPECT_THAT(b.changes, SizeIs(1));
}

TEST_F(StepBatches, AStepThatMayTouchTheSessionRestoresItBeforeItsVersionRow) {
  using after = batch::session_after;
  EXPECT_EQ(batches(with_tables()).whole(to_a, body, {}).session, after::as_it_is);
  body.effects.session = session_effect::possible;
  EXPECT_EQ(batches(with_tables()).whole(to_a, body, {}).session, after::restored);
  EXPECT_EQ(batches(with_tables()).inside(to_a, body, {}).session, after::restored);
  body.effects.session = session_effect::none;
  body.effects.in_transaction = session_effect::certain;
  EXPECT_EQ(batches(with_tables()).whole(to_a, body, {}).session, after::restored);
}

TEST_F(StepBatches, TheVersionTableIsLookedAtAgainAfterTheStepsOwnStatements) {
  const batch b = batches(with_tables()).whole(to_a, body, {"w", "x"});
  ASSERT_TRUE(b.unchanged.has_value());
  EXPECT_THAT(b.unchanged->texts, ElementsAre("w", "x"));
  EXPECT_THAT(b.unchanged->otherwise, HasSubstr("alembic_version"));
}

TEST_F(StepBatches, TheAuditRowIsPartOfTheTransaction) {
  const batch whole = batches(with_tables(), /*audit=*/true).whole(to_a, body, {});
  EXPECT_THAT(texts(whole.preparation), ElementsAre(StartsWith("INSERT INTO fz_audit")));
  EXPECT_THAT(texts(whole.changes), ElementsAre(StartsWith("INSERT INTO alembic_version"),
                                                StartsWith("UPDATE fz_audit SET duration")));
  const batch last = batches(with_tables(), /*audit=*/true)
                         .end_inside(to_a, body, {"x"}, std::chrono::steady_clock::now());
  EXPECT_THAT(texts(last.changes), ElementsAre(StartsWith("INSERT INTO alembic_version"),
                                               StartsWith("INSERT INTO fz_audit")));
}

TEST_F(StepBatches, AStampChangesRowsInOneTransactionAndRunsNothing) {
  plan p;
  p.steps = {to_a, to_a};
  p.steps[0].subject = p.steps[1].subject = nullptr;
  p.rows_before = {"x"};
  const batch b = batches(with_tables()).stamp(p, {step_body(), step_body()});
  EXPECT_EQ(b.how, batch::mode::transaction);
  EXPECT_EQ(statement_count(b.script), 0u);
  EXPECT_THAT(b.changes, SizeIs(2));
  EXPECT_THAT(b.expected->texts, ElementsAre("x"));
}

}  // namespace
}  // namespace fz
