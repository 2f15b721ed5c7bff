#include "core/sql/session_restoration.hpp"

#include <gtest/gtest.h>

namespace fz {
namespace {

TEST(SessionRestoration, TakesTheRoleBackBeforeAnythingElse) {
  const auto statements = restoring_statements({});
  ASSERT_EQ(statements.size(), 3U);
  EXPECT_EQ(statements[0].sql, "SET SESSION AUTHORIZATION DEFAULT");
  EXPECT_EQ(statements[1].sql, "RESET ROLE");
}

TEST(SessionRestoration, SetsWhatIsItsOwnAfterResettingEverything) {
  own_session own;
  own.settings = {{"search_path", "app"}};
  const std::string block = restoring_statements(own).back().sql;
  const std::size_t reset = block.find("RESET ALL;");
  const std::size_t set = block.find("set_config('search_path', 'app', false)");
  ASSERT_NE(reset, block.npos);
  ASSERT_NE(set, block.npos);
  EXPECT_LT(reset, set);
}

TEST(SessionRestoration, LetsNoLockGoUnlessItIsKnownWhichToKeep) {
  own_session own;
  EXPECT_EQ(restoring_statements(own).back().sql.find("unlock"), std::string::npos);
  own.locks = {"pg_catalog.pg_try_advisory_lock(7::bigint)"};
  const std::string block = restoring_statements(own).back().sql;
  EXPECT_LT(block.find("pg_advisory_unlock_all()"), block.find("EXIT WHEN pg_catalog.pg_try"));
}

TEST(SessionRestoration, ValuesAreReadTheSameWhateverStringsMean) {
  own_session own;
  own.settings = {{"app.path", "C:\\it's $fz$"}};
  const std::string block = restoring_statements(own).back().sql;
  EXPECT_NE(block.find("E'C:\\\\it''s $fz$'"), block.npos) << block;
  EXPECT_TRUE(block.starts_with("DO $zfz$")) << block;
}

TEST(SessionRestoration, OfAServerWithoutBlocksIsPlainStatements) {
  own_session own;
  own.has_blocks = false;
  own.settings = {{"role", "owner"}};
  for (const statement& s : restoring_statements(own)) EXPECT_FALSE(s.sql.starts_with("DO"));
}

TEST(SessionRestoration, OwnIdentityLastsUntilTheTransactionEnds) {
  own_session own;
  own.settings = {{"role", "owner"}, {"work_mem", "1MB"}, {"search_path", "app"}};
  const auto statements = own_identity(own);
  ASSERT_EQ(statements.size(), 5U);
  EXPECT_EQ(statements[3].sql, "SELECT pg_catalog.set_config('role', 'owner', true)");
  EXPECT_EQ(statements[4].sql, "SELECT pg_catalog.set_config('search_path', 'app', true)");
}

}  // namespace
}  // namespace fz
