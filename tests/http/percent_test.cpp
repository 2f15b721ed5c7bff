#include "core/http/percent.hpp"

#include <gmock/gmock.h>

namespace fz::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(Percent, DecodesWhatItCan) {
  EXPECT_EQ(percent_decode("/%75sers%2F"), "/users/");
  EXPECT_EQ(percent_decode("%zz%4"), "%zz%4");
  EXPECT_EQ(percent_decode("%C3%A9"), "é");
  EXPECT_EQ(percent_decode("a%FFb"), "a\uFFFDb");
  EXPECT_EQ(percent_decode("%41"), "A");
}

TEST(Percent, ReadsAQuery) {
  EXPECT_THAT(parse_query("&&li%6dit=1+0&a&b=&c=x=y;z&"),
              ElementsAre(Pair("limit", "1 0"), Pair("a", ""), Pair("b", ""), Pair("c", "x=y;z")));
  EXPECT_THAT(parse_query(""), IsEmpty());
}

TEST(Percent, FindsTheLastValue) {
  const fields given = parse_query("limit=1&Limit=3&limit=2");
  EXPECT_EQ(*last_value(given, "limit"), "2");
  EXPECT_EQ(last_value(given, "offset"), nullptr);
}

TEST(Percent, QuotesALocation) {
  EXPECT_EQ(quote_location("http://h/é x?a=1&b=%20"), "http://h/%C3%A9%20x?a=1&b=%20");
  EXPECT_EQ(quote_location("a\r\nb"), "a%0D%0Ab");
}

}  // namespace
}  // namespace fz::http
