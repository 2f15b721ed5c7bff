#include "core/ledger/ledger.hpp"

#include "core/util/identity.hpp"
#include "tests/support/co_test.hpp"
#include "tests/support/temporary_database.hpp"

#include <gmock/gmock.h>
#include <optional>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ledger tables(std::optional<audit_table> audit = std::nullopt) {
  return {version_table("alembic_version"), std::move(audit), dialect::sqlite};
}

CO_TEST(Ledger, OfAnEmptyDatabaseHasNothing) {
  temporary_database db;
  const auto c = co_await db.engine.connect();
  const ledger own = tables(audit_table("fz_audit", "", own_identity()));
  const ledger_state found = co_await own.read(*c);
  EXPECT_FALSE(found.rows.has_value());
  EXPECT_THAT(found.versions(), IsEmpty());
  EXPECT_FALSE(found.unfinished.has_value());
  EXPECT_FALSE(found.has_journal);
  EXPECT_FALSE(found.has_audit_table);
}

CO_TEST(Ledger, ReadsAllItsTables) {
  temporary_database db;
  const auto c = co_await db.engine.connect();
  const ledger own = tables(audit_table("fz_audit", "", own_identity()));
  co_await c->execute(own.versions().creation());
  co_await c->execute("INSERT INTO alembic_version VALUES ('b'), ('a')");
  co_await c->execute(own.audit()->creation(dialect::sqlite));
  co_await c->execute(own.journal().creation());
  batch note;
  note.changes.push_back(own.journal().beginning({"a", "upgrade", 1, 2, "digest", true}));
  co_await c->execute(std::move(note));

  const ledger_state found = co_await own.read(*c);
  EXPECT_THAT(found.versions(), ElementsAre("a", "b"));
  EXPECT_TRUE(found.has_audit_table);
  CO_ASSERT(found.unfinished.has_value());
  EXPECT_EQ(found.unfinished->revision, "a");
  EXPECT_EQ(found.unfinished->direction, "upgrade");
  EXPECT_EQ(found.unfinished->done, 1);
  EXPECT_EQ(found.unfinished->started, 2);
  EXPECT_EQ(found.unfinished->digest, "digest");
  EXPECT_TRUE(found.unfinished->broken_off);
  EXPECT_TRUE(found.has_journal);
}

CO_TEST(Ledger, AnEmptyVersionTableIsNotAMissingOne) {
  temporary_database db;
  const auto c = co_await db.engine.connect();
  const ledger own = tables();
  co_await c->execute(own.versions().creation());
  const ledger_state found = co_await own.read(*c);
  EXPECT_TRUE(found.rows.has_value());
  EXPECT_THAT(found.versions(), IsEmpty());
}

CO_TEST(Ledger, ItsQuestionsCanBeAskedTogetherWithOthers) {
  temporary_database db;
  const auto c = co_await db.engine.connect();
  const ledger own = tables();
  co_await c->execute(own.versions().creation());
  co_await c->execute("INSERT INTO alembic_version VALUES ('a')");
  std::vector<statement> asked = own.questions();
  asked.insert(asked.begin(), statement("SELECT 1"));
  answers given = co_await c->query_each(std::move(asked));
  given.erase(given.begin());
  const ledger_state found = co_await own.read(*c, std::move(given));
  EXPECT_THAT(found.versions(), ElementsAre("a"));
}

CO_TEST(Ledger, AVersionTableThatWasTakenToBeMissingIsReadAllTheSame) {
  temporary_database db;
  const auto c = co_await db.engine.connect();
  const ledger own = tables();
  const auto read = [&]() -> task<ledger_state> {
    std::vector<statement> asked = own.questions(ledger::version_table_is::missing);
    answers given = co_await c->query_each(std::move(asked));
    co_return co_await own.read(*c, std::move(given));
  };
  ledger_state found = co_await read();
  EXPECT_FALSE(found.rows.has_value());
  co_await c->execute(own.versions().creation());
  co_await c->execute("INSERT INTO alembic_version VALUES ('a')");
  found = co_await read();
  EXPECT_THAT(found.versions(), ElementsAre("a"));
}

CO_TEST(Ledger, IsFoundInAnAttachedDatabaseAndMissingInOneThatIsNot) {
  temporary_database db;
  const auto c = co_await db.engine.connect();
  co_await c->execute("ATTACH ':memory:' AS ops");
  const auto tables_in = [](const std::string& schema) {
    return ledger(version_table("alembic_version", schema), std::nullopt, dialect::sqlite);
  };
  const ledger own = tables_in("ops");
  co_await c->execute(own.versions().creation());
  co_await c->execute(own.journal().creation());
  const ledger_state found = co_await own.read(*c);
  EXPECT_TRUE(found.rows.has_value());
  EXPECT_TRUE(found.has_journal);
  for (const std::string schema : {"main", "gone"}) {
    const ledger elsewhere = tables_in(schema);
    const ledger_state nothing = co_await elsewhere.read(*c);
    EXPECT_FALSE(nothing.rows.has_value()) << schema;
    EXPECT_FALSE(nothing.has_journal) << schema;
  }
}

CO_TEST(Ledger, ATableThatIsBrokenIsAnErrorAndNotAMissingOne) {
  temporary_database db;
  const auto c = co_await db.engine.connect();
  co_await c->execute("CREATE TABLE alembic_version (another INTEGER)");
  const ledger own = tables();
  outcome<ledger_state> read;
  co_await read.capture(own.read(*c));
  EXPECT_TRUE(find_database_error(read.failure()).has_value());
}

}  // namespace
}  // namespace fz
