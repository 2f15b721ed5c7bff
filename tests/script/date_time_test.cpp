#include "core/script/date_time.hpp"

#include <gtest/gtest.h>

namespace fz {
namespace {

TEST(DateTime, ComesInUtcWithoutZerosBehindTheLastDecimal) {
  const std::pair<const char*, const char*> cases[] = {
      {"2024-06-01T16:03:13Z", "2024-06-01T16:03:13Z"},
      {"2024-06-01t16:03:13z", "2024-06-01T16:03:13Z"},
      {"2024-06-01 16:03:13", "2024-06-01T16:03:13Z"},
      {"2024-06-01", "2024-06-01T00:00:00Z"},
      {"2024-06-01T16:03:13.250000", "2024-06-01T16:03:13.25Z"},
      {"2024-06-01T16:03:13.000Z", "2024-06-01T16:03:13Z"},
      {"2024-06-01T16:03:13.1234567899Z", "2024-06-01T16:03:13.123456789Z"},
      {"2024-03-01T00:30:00+01:00", "2024-02-29T23:30:00Z"},
      {"2023-12-31T23:30:00-01:45", "2024-01-01T01:15:00Z"},
      {"2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(normalised_date_time(text), expected) << text;
}

TEST(DateTime, NothingElseIsTaken) {
  for (const char* text : {"",
                           "2024",
                           "2024-06",
                           "2024-6-1",
                           "2024-13-01",
                           "2024-00-01",
                           "2024-06-31",
                           "2023-02-29",
                           "2024-06-01T",
                           "2024-06-01T16:03",
                           "2024-06-01T24:00:00Z",
                           "2024-06-01T16:60:00Z",
                           "2024-06-01T16:03:60Z",
                           "2024-06-01T16:03:13.Z",
                           "2024-06-01T16:03:13+1:00",
                           "2024-06-01T16:03:13+24:00",
                           "2024-06-01T16:03:13Zx",
                           "2024-06-01x16:03:13Z",
                           "0000-01-01T00:00:00+01:00",
                           "9999-12-31T23:59:59-01:00",
                           "tomorrow"}) {
    EXPECT_EQ(normalised_date_time(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace fz
