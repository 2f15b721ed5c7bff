#include "core/ledger/audit_table.hpp"

#include "core/util/error.hpp"
#include "core/util/identity.hpp"
#include "core/util/sha256.hpp"
#include "tests/runtime/project.hpp"
#include "tests/support/co_test.hpp"

#include <algorithm>
#include <chrono>
#include <gmock/gmock.h>
#include <string>
#include <thread>
#include <vector>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Pair;

struct project_with_audit_trail : test_project {
  project_with_audit_trail() { audit_table = "fz_audit"; }

  fz::audit_table trail() const { return configured_audit_table(settings()).value(); }

  /// Oldest first.
  task<std::vector<audit_row>> trail_rows() {
    const auto c = co_await db.engine.connect();
    audit_selection all;
    auto rows = co_await trail().read(*c, std::move(all));
    std::vector<audit_row> found = std::move(rows).value_or(std::vector<audit_row>());
    std::reverse(found.begin(), found.end());
    co_return found;
  }

  /// "upgrade a", …, oldest first.
  task<std::vector<std::string>> trail_words() {
    std::vector<std::string> words;
    for (const audit_row& r : co_await trail_rows()) {
      words.push_back(r.entry.direction + " " + r.entry.revision);
    }
    co_return words;
  }

  std::string digest_of(const std::string& id) const {
    return sha256(read_file(versions / (id + ".sql")));
  }

  /// The row's `what`, an SQL expression, as a number.
  task<std::int64_t> number(std::string what, std::string id) {
    const auto c = co_await db.engine.connect();
    statement query("SELECT " + what + " AS n FROM fz_audit WHERE revision = ?", {std::move(id)});
    const auto rows = co_await c->query(std::move(query));
    co_return rows.at(0).integer("n");
  }
};

CO_TEST(AuditTable, EveryStepLeavesARow) {
  for (const auto scope : {transaction_scope::each, transaction_scope::all}) {
    project_with_audit_trail p;
    p.scope = scope;
    p.write_three();
    co_await p.upgrade();
    co_await p.downgrade("b");
    EXPECT_THAT(co_await p.trail_words(),
                ElementsAre("upgrade a", "upgrade b", "upgrade c", "downgrade c"));
    for (const audit_row& r : co_await p.trail_rows()) {
      EXPECT_THAT(r.started, MatchesRegex("20..-..-..T..:..:..\\....Z"));
      EXPECT_GE(r.duration.value_or(-1), 0);
      EXPECT_LT(r.duration.value_or(-1), 60'000);
      EXPECT_EQ(r.who, own_identity().user);
      EXPECT_EQ(r.database_user, "");
      EXPECT_EQ(r.host, own_identity().host);
      EXPECT_EQ(r.program_version, own_version());
      EXPECT_EQ(r.entry.sha256, p.digest_of(r.entry.revision));
    }
  }
}

CO_TEST(AuditTable, DoesNotExistWithoutTheSetting) {
  test_project p;
  p.write_three();
  co_await p.upgrade();
  EXPECT_THAT(co_await p.tables(), ElementsAre("a", "b", "c"));
}

CO_TEST(AuditTable, IsMadeWhenItIsSwitchedOn) {
  project_with_audit_trail p;
  p.write_three();
  p.audit_table = "";
  co_await p.upgrade("b");
  p.audit_table = "fz_audit";
  co_await p.upgrade();
  co_await p.upgrade();  // nothing to do
  EXPECT_THAT(co_await p.trail_words(), ElementsAre("upgrade c"));
}

CO_TEST(AuditTable, LooksDoNotMakeIt) {
  project_with_audit_trail p;
  p.write_three();
  const auto c = co_await p.db.engine.connect();
  const auto digests = co_await p.trail().digests(*c);
  EXPECT_TRUE(digests.empty());
  EXPECT_THAT(co_await p.tables(), IsEmpty());
}

CO_TEST(AuditTable, AStepThatIsRolledBackLeavesNoRow) {
  project_with_audit_trail p;
  p.write_three();
  p.write("c", "b", "-- fz:upgrade\nCREATE TABLE c (x);\nINSERT INTO gone VALUES (1);\n");
  outcome<run_report> failed;
  co_await failed.capture(p.upgrade());
  EXPECT_TRUE(failed.failure());
  EXPECT_THAT(co_await p.trail_words(), ElementsAre("upgrade a", "upgrade b"));
}

CO_TEST(AuditTable, StepsOutsideOfATransactionAndInCodeLeaveARowToo) {
  project_with_audit_trail p;
  p.write("a", "", "-- fz:upgrade transaction=off\nCREATE TABLE a (x);\nVACUUM;\n");
  revision coded;
  coded.id = "b";
  coded.down_revisions = {"a"};
  const auto sleep = [](sync_connection&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  };
  p.coded.push_back({coded, sleep, nullptr});
  co_await p.upgrade();
  EXPECT_THAT(co_await p.trail_words(), ElementsAre("upgrade a", "upgrade b"));
  const auto rows = co_await p.trail_rows();
  EXPECT_EQ(rows.at(0).entry.sha256, p.digest_of("a"));
  EXPECT_EQ(rows.at(1).entry.sha256, "");
  EXPECT_GE(rows.at(1).duration.value_or(-1), 30);
  const std::int64_t without_digest = co_await p.number("sha256 IS NULL", "b");
  EXPECT_EQ(without_digest, 1);
}

// Both go down in one hop: what the first takes does not count for the second.
CO_TEST(AuditTable, AStepsTimeIsItsOwn) {
  for (const auto scope : {transaction_scope::each, transaction_scope::all}) {
    project_with_audit_trail p;
    p.scope = scope;
    p.write("a", "",
            "-- fz:upgrade\nCREATE TABLE a (x);\nINSERT INTO a WITH RECURSIVE n (i) AS (SELECT 1 "
            "UNION ALL SELECT i + 1 FROM n WHERE i < 400000) SELECT count(*) FROM n;\n");
    p.write("b", "a", "-- fz:upgrade\nCREATE TABLE b (x);\n");
    co_await p.upgrade();
    const std::int64_t slow = co_await p.number("duration", "a");
    EXPECT_GE(slow, 5);
    const std::string started = "CAST(round(julianday(started) * 86400000) AS INTEGER)";
    const std::int64_t began = co_await p.number(started, "a");
    const std::int64_t next = co_await p.number(started, "b");
    EXPECT_GE(next, began + slow - 1);
  }
}

CO_TEST(AuditTable, IsInTheSchemaOfTheVersionTable) {
  project_with_audit_trail p;
  p.write_three();
  p.audit_table = "the trail";
  p.schema = "main";
  co_await p.upgrade("a");
  EXPECT_THAT(co_await p.trail_words(), ElementsAre("upgrade a"));
  EXPECT_THAT(co_await p.tables(), ElementsAre("a", "the trail"));
}

CO_TEST(AuditTable, ShowsTheNewestRowsOfOneRevision) {
  project_with_audit_trail p;
  p.write_three();
  co_await p.upgrade();
  co_await p.downgrade("base");
  co_await p.upgrade("a");
  const auto c = co_await p.db.engine.connect();
  audit_selection of_a;
  of_a.revision = "a";
  of_a.limit = 2;
  const auto rows = co_await p.trail().read(*c, std::move(of_a));
  EXPECT_EQ(rows->size(), 2u);
  EXPECT_EQ(rows->at(0).entry.direction, "upgrade");
  EXPECT_EQ(rows->at(1).entry.direction, "downgrade");
}

CO_TEST(AuditTable, DigestsAreThoseOfWhatWasAppliedLast) {
  project_with_audit_trail p;
  p.write_three();
  co_await p.upgrade();
  co_await p.downgrade("a");
  const auto c = co_await p.db.engine.connect();
  const auto digests = co_await p.trail().digests(*c);
  EXPECT_THAT(digests, ElementsAre(Pair("a", p.digest_of("a"))));
}

}  // namespace
}  // namespace fz
