#include "core/http/integer_text.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace fz::http {
namespace {

using kind = integer_text::kind;

TEST(IntegerText, TakesWhatPydanticTakes) {
  for (const auto& [text, value] : std::initializer_list<std::pair<const char*, std::int64_t>>{
           {"5", 5},
           {"+5", 5},
           {"-5", -5},
           {"-0", 0},
           {"007", 7},
           {"1_0", 10},
           {" 1\t", 1},
           {"\u00a01", 1},
           {"1.00", 1},
           {"1.0", 1},
           {"9223372036854775807", std::numeric_limits<std::int64_t>::max()}}) {
    const integer_text read = read_integer(text);
    EXPECT_EQ(read.what, kind::integer) << text;
    EXPECT_EQ(read.value, value) << text;
  }
}

TEST(IntegerText, RefusesEverythingElse) {
  for (const char* text : {"", " ", "1.", ".5", "1.5", "1e1", "0x1", "_1", "2_", "1__0", "١",
                           "true", "--1", "1 2", "1.0.0", "+", "1.0_0"}) {
    EXPECT_EQ(read_integer(text).what, kind::not_integer) << text;
  }
}

TEST(IntegerText, DistinguishesLargeFromTooLong) {
  EXPECT_EQ(read_integer("9223372036854775808").what, kind::too_large);
  EXPECT_EQ(read_integer("-9223372036854775809").value, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(read_integer(std::string(4300, '9')).what, kind::too_large);
  EXPECT_EQ(read_integer(std::string(4301, '9')).what, kind::too_long);
}

}  // namespace
}  // namespace fz::http
