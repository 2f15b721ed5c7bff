#include "core/script/time_zone.hpp"

#include "core/script/posix_zone.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using namespace std::chrono;
using testing::HasSubstr;

constexpr sys_seconds at(int y, int m, int d, int h = 12) {
  return sys_days(year(y) / m / d) + hours(h);
}

TEST(TimeZone, UtcIsUtc) { EXPECT_EQ(utc_offset("UTC", at(2024, 7, 1)), 0s); }

TEST(TimeZone, KnowsSummerAndWinterOnBothSidesOfTheEquator) {
  EXPECT_EQ(utc_offset("Europe/Berlin", at(2024, 1, 1)), 1h);
  EXPECT_EQ(utc_offset("Europe/Berlin", at(2024, 7, 1)), 2h);
  EXPECT_EQ(utc_offset("Australia/Sydney", at(2024, 1, 1)), 11h);
  EXPECT_EQ(utc_offset("Australia/Sydney", at(2024, 7, 1)), 10h);
  EXPECT_EQ(utc_offset("Asia/Kolkata", at(2024, 7, 1)), 330min);
}

TEST(TimeZone, ChangesAtTheVerySecond) {
  const sys_seconds change = at(2024, 3, 31, 1);
  EXPECT_EQ(utc_offset("Europe/Berlin", change - 1s), 1h);
  EXPECT_EQ(utc_offset("Europe/Berlin", change), 2h);
}

TEST(TimeZone, GoesOnBeyondTheTable) {
  EXPECT_EQ(utc_offset("Europe/Berlin", at(2100, 1, 1)), 1h);
  EXPECT_EQ(utc_offset("Europe/Berlin", at(2100, 7, 1)), 2h);
}

TEST(TimeZone, BeforeTheTableIsTheFirstType) {
  EXPECT_EQ(utc_offset("Europe/Berlin", at(1800, 1, 1)), 53min + 28s);
}

TEST(TimeZone, AnUnknownOneIsNamed) {
  try {
    utc_offset("Europe/Nowhere", at(2024, 1, 1));
    ADD_FAILURE() << "nothing was refused";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::config);
    EXPECT_THAT(e.what(), HasSubstr("'Europe/Nowhere'"));
  }
}

TEST(TimeZone, EveryBeginningOfAFileIsRefusedOrRead) {
  const std::string whole = read_file("/usr/share/zoneinfo/Europe/Berlin");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    try {
      utc_offset_in(whole.substr(0, length), "a", at(2024, 1, 1));
      EXPECT_GT(length, whole.size() - 40);  // only the rule behind the table may be missing
    } catch (const error& e) {
      EXPECT_THAT(e.what(), HasSubstr("not a time zone file"));
    }
  }
}

TEST(PosixZone, ReadsTheFormsThatTheIanaDatabaseHas) {
  EXPECT_EQ(posix_utc_offset("<+0545>-5:45", at(2024, 1, 1)), 345min);
  EXPECT_EQ(posix_utc_offset("EST5EDT,M3.2.0,M11.1.0", at(2024, 7, 1)), -4h);
  EXPECT_EQ(posix_utc_offset("EST5EDT,M3.2.0,M11.1.0", at(2024, 12, 1)), -5h);
  EXPECT_EQ(posix_utc_offset("IST-1GMT0,M10.5.0,M3.5.0/1", at(2024, 7, 1)), 1h);
  EXPECT_EQ(posix_utc_offset("IST-1GMT0,M10.5.0,M3.5.0/1", at(2024, 12, 1)), 0h);
  EXPECT_EQ(posix_utc_offset("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", at(2024, 7, 1)), -1h);
  EXPECT_EQ(posix_utc_offset("EET-2EEST,M4.5.5/0,M10.5.4/24", at(2024, 11, 1)), 2h);
  EXPECT_EQ(posix_utc_offset("<+0330>-3:30<+0430>,J79/24,J263/24", at(2024, 6, 1)), 270min);
  EXPECT_EQ(posix_utc_offset("A0B,59,60", at(2024, 2, 29)), 1h);
  EXPECT_EQ(posix_utc_offset("A0B,J59,J60", at(2024, 2, 29)), 1h);
  EXPECT_EQ(posix_utc_offset("A0B,J60,J61", at(2024, 2, 29)), 0h);
}

TEST(PosixZone, AnythingElseIsNone) {
  for (const char* rule : {"", "UTC", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
                           "CET-1CEST,M3.5.7,M10.5.0", "CET-168", "CET-1x", "<CET-1", "CET-1:60",
                           "CET-99999999999999999999"}) {
    EXPECT_EQ(posix_utc_offset(rule, at(2024, 1, 1)), std::nullopt) << rule;
  }
}

}  // namespace
}  // namespace fz
