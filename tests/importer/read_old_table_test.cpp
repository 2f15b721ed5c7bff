#include "core/importer/read_old_table.hpp"

#include <gtest/gtest.h>

namespace fz::importer {
namespace {

TEST(SqitchRegistry, IsBesideTheDatabaseWithItsEnding) {
  EXPECT_EQ(sqitch_registry("/srv/shop.db", "sqitch"), "/srv/sqitch.db");
  EXPECT_EQ(sqitch_registry("/srv/shop.sqlite3", "moves"), "/srv/moves.sqlite3");
  EXPECT_EQ(sqitch_registry("/srv/shop", "sqitch"), "/srv/sqitch");
}

TEST(SqitchRegistry, MayHaveAnEndingOrAPathOfItsOwn) {
  EXPECT_EQ(sqitch_registry("/srv/shop.db", "moves.sqlite"), "/srv/moves.sqlite");
  EXPECT_EQ(sqitch_registry("/srv/shop.db", "/var/moves"), "/var/moves");
}

TEST(RemovalOf, NamesTheTableAsSqlAndSqitchsSchema) {
  old_state state;
  state.from = tool::goose;
  state.table_sql = "audit.\"Versions\"";
  EXPECT_EQ(removal_of(state, dialect::postgresql), "DROP TABLE audit.\"Versions\"");
  state.from = tool::sqitch;
  state.table_sql = "moves.changes";
  EXPECT_EQ(removal_of(state, dialect::postgresql), "DROP SCHEMA moves CASCADE");
  EXPECT_EQ(removal_of(state, dialect::sqlite), "");
}

}  // namespace
}  // namespace fz::importer
