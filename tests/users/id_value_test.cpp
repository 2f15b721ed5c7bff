#include "core/users/id_value.hpp"

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::Eq;
using testing::Optional;

constexpr const char* uuid = "6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b";

TEST(IdValue, NumbersOfTheTypesRange) {
  EXPECT_THAT(id_value("7", "integer"), Optional(value(std::int64_t{7})));
  EXPECT_THAT(id_value("-7", "bigint"), Optional(value(std::int64_t{-7})));
  EXPECT_THAT(id_value("2147483648", "bigint"), Optional(value(std::int64_t{2147483648})));
  for (const char* wrong : {"2147483648", "7 ", "0x7", "", "seven", "9223372036854775808"}) {
    EXPECT_THAT(id_value(wrong, "integer"), Eq(std::nullopt)) << wrong;
  }
  EXPECT_THAT(id_value("40000", "smallint"), Eq(std::nullopt));
}

TEST(IdValue, UuidsWithDashesOrWithout) {
  EXPECT_THAT(id_value(uuid, "uuid"), Optional(value(std::string(uuid))));
  EXPECT_TRUE(id_value("6f1c2a345b6d4e7f8a9b0c1d2e3f4a5b", "uuid"));
  for (const char* wrong : {"6f1c2a34", "6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5z", "ada"}) {
    EXPECT_THAT(id_value(wrong, "uuid"), Eq(std::nullopt)) << wrong;
  }
}

TEST(IdValue, AnyTextButWhatNoDatabaseTakes) {
  EXPECT_TRUE(id_value("ada", "text"));
  EXPECT_TRUE(id_value("12", "numeric"));
  EXPECT_FALSE(id_value("1.5", "numeric"));
  EXPECT_FALSE(id_value("\xff", "text"));
  EXPECT_FALSE(id_value(std::string_view("a\0b", 3), "text"));
}

}  // namespace
}  // namespace fz
