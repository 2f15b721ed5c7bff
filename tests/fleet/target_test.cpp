#include "core/fleet/target.hpp"

#include "core/util/error.hpp"
#include "tests/fleet/targets.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> names(const std::vector<fleet_target>& targets) {
  std::vector<std::string> all;
  for (const fleet_target& each : targets) all.push_back(each.name);
  return all;
}

TEST(FleetTarget, IsNamedAfterItsDatabaseOrFile) {
  std::vector<fleet_target> targets = {{"", "postgresql://ada:secret@db1/acme"},
                                       {"", "sqlite:///eu/acme.db", "/data"},
                                       {"", "postgresql://db1/shop", {}, {}, "eu"}};
  name_targets(targets);
  EXPECT_THAT(names(targets), ElementsAre("acme", "eu/acme.db", "shop.eu"));
}

TEST(FleetTarget, IsNamedByItsUrlWhereSeveralHaveTheName) {
  std::vector<fleet_target> targets = {{"", "postgresql://ada:secret@db1/acme"},
                                       {"", "postgresql://ada:secret@db2/acme"}};
  name_targets(targets);
  EXPECT_THAT(names(targets),
              ElementsAre("postgresql://ada:***@db1/acme", "postgresql://ada:***@db2/acme"));
}

TEST(FleetTarget, TheSameTargetTwiceIsRefused) {
  std::vector<fleet_target> targets = {{"", "postgresql://db1/acme"},
                                       {"", "postgresql://db1/acme"}};
  EXPECT_THROW(name_targets(targets), error);
}

TEST(FleetTarget, IsSelectedByNameGlobAndLabel) {
  std::vector<fleet_target> targets = sqlite_targets(12);
  targets[4].labels = {{"plan", "free"}};
  EXPECT_THAT(names(select(targets, {"t1?"}, {})), ElementsAre("t10", "t11"));
  EXPECT_THAT(names(select(targets, {"plan=f*", "t7"}, {})), ElementsAre("t4", "t7"));
  EXPECT_THAT(names(select(targets, {"t1*"}, {"t10"})), ElementsAre("t1", "t11"));
}

TEST(FleetTarget, APatternThatMatchesNothingIsAMistake) {
  try {
    select(sqlite_targets(2), {}, {"tt"});
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::usage);
    EXPECT_THAT(e.what(), HasSubstr("'tt'"));
  }
}

TEST(FleetTarget, ServersAreToldApartByHostAndPort) {
  const auto server = [](const char* url) { return server_of(parse_database_url(url, "/")); };
  EXPECT_EQ(server("postgresql://db1/a"), server("postgresql://u:p@db1:5432/b"));
  EXPECT_NE(server("postgresql://db1/a"), server("postgresql://db1:5433/a"));
  EXPECT_EQ(server("sqlite:///a.db"), "");
}

}  // namespace
}  // namespace fz
