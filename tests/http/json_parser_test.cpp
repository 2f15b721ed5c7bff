#include "core/http/json_parser.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace fz::http {
namespace {

std::string written(std::string_view text) {
  const parsed_json parsed = parse_json(text);
  return parsed.value ? to_json(*parsed.value)
                      : fmt::format("{} {}", parsed.offset, parsed.problem);
}

TEST(JsonParser, WritesValuesAsPythonWould) {
  EXPECT_EQ(written(R"( {"a" : [1, 2.50, -0, true, null, "x"]} )"),
            R"({"a":[1,2.5,0,true,null,"x"]})");
  EXPECT_EQ(written("1e16"), "1e+16");
  EXPECT_EQ(written("100000000000000000.0"), "1e+17");
  EXPECT_EQ(written("123456789012345.6"), "123456789012345.6");
  EXPECT_EQ(written("0.00001"), "1e-05");
  EXPECT_EQ(written("0.0001"), "0.0001");
  EXPECT_EQ(written("1.0"), "1.0");
  EXPECT_EQ(written("-0.0"), "-0.0");
  EXPECT_EQ(written("1e-400"), "0.0");
  EXPECT_EQ(written("0.1e400"), "null");
  EXPECT_EQ(written("1000e-400"), "0.0");
}

TEST(JsonParser, KeepsIntegersOfAnySize) {
  const std::string digits(4300, '7');
  EXPECT_EQ(written(digits), digits);
  const parsed_json longer = parse_json(digits + "7");
  EXPECT_FALSE(longer.value);
  EXPECT_EQ(longer.problem, "");
}

TEST(JsonParser, WritesNullForWhatJsonHasNoNumberFor) {
  EXPECT_EQ(written("[NaN,Infinity,-Infinity,1e400]"), "[null,null,null,null]");
}

TEST(JsonParser, TakesTheLastOfTwoEqualNamesAtThePlaceOfTheFirst) {
  EXPECT_EQ(written(R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
}

TEST(JsonParser, JoinsSurrogatePairsAndKeepsHalves) {
  EXPECT_EQ(written(R"("\ud83d\ude00")"), "\"\U0001F600\"");
  const parsed_json half = parse_json(R"("a\ud83d")");
  ASSERT_TRUE(half.value);
  EXPECT_EQ(*half.value->string(), "a\xED\xA0\xBD");
  EXPECT_EQ(to_json(*half.value), "\"a\uFFFD\"");
}

TEST(JsonParser, EscapesOnlyWhatMustBe) {
  EXPECT_EQ(written(R"("\u0000\u001f\"\\\/\b\f\n\r\té\u007f")"),
            "\"\\u0000\\u001f\\\"\\\\/\\b\\f\\n\\r\\t\u00e9\x7f\"");
}

TEST(JsonParser, PassesOverAByteOrderMark) { EXPECT_EQ(written("\xEF\xBB\xBF[1]"), "[1]"); }

TEST(JsonParser, RefusesBytesThatAreNotUtf8) {
  const parsed_json parsed = parse_json("{\"a\":\"\xff\"}");
  EXPECT_FALSE(parsed.value);
  EXPECT_EQ(parsed.problem, "");
}

TEST(JsonParser, RefusesADocumentThatIsTooDeep) {
  const parsed_json parsed = parse_json(std::string(100'000, '['));
  EXPECT_FALSE(parsed.value);
  EXPECT_EQ(parsed.problem, "");
}

struct broken {
  std::string text;
  std::size_t offset;
  std::string problem;
};

class BrokenJson : public testing::TestWithParam<broken> {};

TEST_P(BrokenJson, IsDescribedInPythonsWords) {
  EXPECT_EQ(written(GetParam().text), fmt::format("{} {}", GetParam().offset, GetParam().problem));
}

INSTANTIATE_TEST_SUITE_P(
    JsonParser, BrokenJson,
    testing::Values(broken{"", 0, "Expecting value"},
                    broken{"{", 1, "Expecting property name enclosed in double quotes"},
                    broken{"{a:1}", 1, "Expecting property name enclosed in double quotes"},
                    broken{R"({"a" 1})", 5, "Expecting ':' delimiter"},
                    broken{R"({"a":})", 5, "Expecting value"},
                    broken{R"({"a":1 "b":2})", 7, "Expecting ',' delimiter"},
                    broken{R"({"a":1,})", 6, "Illegal trailing comma before end of object"},
                    broken{"[1 , ]", 3, "Illegal trailing comma before end of array"},
                    broken{"[1", 2, "Expecting ',' delimiter"}, broken{"[", 1, "Expecting value"},
                    broken{"{} x", 3, "Extra data"}, broken{"01", 1, "Extra data"},
                    broken{"1.", 1, "Extra data"}, broken{"-", 0, "Expecting value"},
                    broken{"nul", 0, "Expecting value"},
                    broken{"\"é\n\"", 2, "Invalid control character at"},
                    broken{R"("éé\x")", 3, "Invalid \\escape"},
                    broken{R"("abc)", 0, "Unterminated string starting at"},
                    broken{R"({"é": "abc)", 6, "Unterminated string starting at"},
                    broken{R"("\u12")", 2, "Invalid \\uXXXX escape"},
                    broken{R"("\u12xz5")", 2, "Invalid \\uXXXX escape"},
                    broken{R"({"a":1,)", 7, "Expecting property name enclosed in double quotes"}));

}  // namespace
}  // namespace fz::http
