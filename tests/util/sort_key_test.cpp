#include "core/util/sort_key.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace fz {
namespace {

using namespace std::string_view_literals;

TEST(SortKey, OrdersAsTextsDo) {
  const std::vector<std::string_view> texts = {"",
                                               "\0"sv,
                                               "a",
                                               "a\0"sv,
                                               "ab",
                                               "abcdefg",
                                               "abcdefgh",
                                               "abcdefghi",
                                               "abcdefgh\0"sv,
                                               "abcdefgz",
                                               "b",
                                               "\x7f",
                                               "\x80",
                                               "\xff\xff",
                                               "2024-06-01T00:00:00Z",
                                               "2024-06-01T00:00:00.5Z",
                                               "2024-06-01T00:00:01Z",
                                               "2024-06-02"};
  for (const std::string_view a : texts) {
    for (const std::string_view b : texts) {
      EXPECT_EQ(sort_key<1>(a) <=> sort_key<1>(b), a <=> b) << a << " and " << b;
      EXPECT_EQ(sort_key<3>(a) <=> sort_key<3>(b), a <=> b) << a << " and " << b;
    }
  }
}

TEST(SortKey, IsEqualOnlyIfTheWholeTextIs) {
  const std::string text = "2024-06-01T00:00:00Z";
  EXPECT_EQ(sort_key<1>(text), sort_key<1>(std::string(text)));
  EXPECT_NE(sort_key<1>(text), sort_key<1>("2024-06-01T00:00:01Z"));
}

}  // namespace
}  // namespace fz
