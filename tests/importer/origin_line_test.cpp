#include "core/importer/origin_line.hpp"

#include <gtest/gtest.h>

namespace fz::importer {
namespace {

TEST(OriginLine, ReadsBackWhatWasWritten) {
  for (const origin_line& line :
       {origin_line{tool::dbmate, "20240601", "ab12", "20240601_a.sql"},
        origin_line{tool::flyway, "R__my view", "", "sql/R__my view 100%.sql"},
        origin_line{tool::golang_migrate, "1", "-12", "1_a.up.sql"}}) {
    EXPECT_EQ(find_origin("-- +++\n" + to_text(line) + "\n-- +++\n"), line);
  }
}

TEST(OriginLine, IsOneLineWhateverTheNames) {
  EXPECT_EQ(to_text({tool::sqlx, "1", "", "a\nb.sql"}), "-- # origin: sqlx 1 - a%0Ab.sql");
}

TEST(OriginLine, IsLookedForInTheBeginningOnly) {
  const std::string line = to_text({tool::sqlx, "1", "", "a.sql"});
  EXPECT_FALSE(find_origin("SELECT 1;\n" + line));
  EXPECT_FALSE(find_origin("-- # origin: unknown 1 - a.sql\n"));
  EXPECT_FALSE(find_origin("-- # origin: sqlx 1 -\n"));
  EXPECT_FALSE(find_origin(""));
}

}  // namespace
}  // namespace fz::importer
