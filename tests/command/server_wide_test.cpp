#include "core/command/server_wide.hpp"

#include <gtest/gtest.h>

namespace fz::command {
namespace {

TEST(ServerWide, RolesDatabasesAndSettingsOfTheServer) {
  EXPECT_EQ(server_wide_words("create role app"), "CREATE ROLE");
  EXPECT_EQ(server_wide_words("ALTER /* x */ USER app PASSWORD 'x'"), "ALTER USER");
  EXPECT_EQ(server_wide_words("DROP GROUP g"), "DROP GROUP");
  EXPECT_EQ(server_wide_words("ALTER DATABASE app SET timezone = 'UTC'"), "ALTER DATABASE");
  EXPECT_EQ(server_wide_words("CREATE TABLESPACE fast LOCATION '/x'"), "CREATE TABLESPACE");
  EXPECT_EQ(server_wide_words("ALTER SYSTEM SET work_mem = '1GB'"), "ALTER SYSTEM");
  EXPECT_EQ(server_wide_words("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p"),
            "CREATE SUBSCRIPTION");
  EXPECT_EQ(server_wide_words("DROP OWNED BY app"), "DROP OWNED");
  EXPECT_EQ(server_wide_words("COMMENT ON DATABASE app IS 'x'"), "COMMENT ON DATABASE");
}

TEST(ServerWide, GrantsOfRolesAndOnDatabases) {
  EXPECT_EQ(server_wide_words("GRANT reader TO app"), "GRANT");
  EXPECT_EQ(server_wide_words("GRANT CONNECT ON DATABASE app TO x"), "GRANT … ON DATABASE");
  EXPECT_EQ(server_wide_words("REVOKE reader FROM app"), "REVOKE");
  EXPECT_EQ(server_wide_words("GRANT SELECT ON t TO app"), "");
}

TEST(ServerWide, WhatStaysInTheDatabase) {
  EXPECT_EQ(server_wide_words("CREATE TABLE role (id integer)"), "");
  EXPECT_EQ(server_wide_words("CREATE USER MAPPING FOR app SERVER s"), "");
  EXPECT_EQ(server_wide_words("COMMENT ON TABLE t IS 'database'"), "");
  EXPECT_EQ(server_wide_words("ALTER TABLE t OWNER TO app"), "");
  EXPECT_EQ(server_wide_words("SELECT 1"), "");
}

}  // namespace
}  // namespace fz::command
