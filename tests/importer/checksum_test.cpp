#include "core/importer/checksum.hpp"

#include <gtest/gtest.h>

namespace fz::importer {
namespace {

TEST(FlywayChecksum, IsTheCrc32OfTheLinesAsASignedNumber) {
  EXPECT_EQ(flyway_checksum("123456789"), "-873187034");  // the check value of CRC-32
  EXPECT_EQ(flyway_checksum("1234\n56789\n"), "-873187034");
  EXPECT_EQ(flyway_checksum("1234\r\n56789"), "-873187034");
  EXPECT_EQ(flyway_checksum(""), "0");
}

}  // namespace
}  // namespace fz::importer
