#include "core/revision/identifier.hpp"

#include "tests/revision/graph.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::StartsWith;

/// "branch|symbol|steps"
std::string taken_apart(std::string_view text) {
  const identifier id = parse_identifier(text);
  return fmt::format("{}|{}|{}", id.branch, id.symbol, id.steps ? fmt::to_string(*id.steps) : "");
}

std::string refusal(std::string_view text) {
  return sentence_of([&] { parse_identifier(text); });
}

TEST(Identifier, TakesEveryFormApart) {
  EXPECT_EQ(taken_apart("ae10"), "|ae10|");
  EXPECT_EQ(taken_apart("heads"), "|heads|");
  EXPECT_EQ(taken_apart("+2"), "||2");
  EXPECT_EQ(taken_apart("-1"), "||-1");
  EXPECT_EQ(taken_apart("ae10+2"), "|ae10|2");
  EXPECT_EQ(taken_apart("head-3"), "|head|-3");
  EXPECT_EQ(taken_apart("shop@head"), "shop|head|");
  EXPECT_EQ(taken_apart("shop@+1"), "shop||1");
  EXPECT_EQ(taken_apart("shop@-1"), "shop||-1");
  EXPECT_EQ(taken_apart("shop@ae10"), "shop|ae10|");
  EXPECT_EQ(taken_apart("shop@ae10-1"), "shop|ae10|-1");
  EXPECT_EQ(taken_apart("shop@base"), "shop|base|");
  EXPECT_EQ(taken_apart("v1.2_x"), "|v1.2_x|");
}

TEST(Identifier, IgnoresAnEmptyBranchLikeAlembic) { EXPECT_EQ(taken_apart("@head"), "|head|"); }

TEST(Identifier, RefusesGarbageWithASentence) {
  EXPECT_THAT(refusal(""), StartsWith("A revision identifier is expected, but it is empty.\n"));
  EXPECT_THAT(refusal("a b"), StartsWith("'a b' is no revision identifier: it holds a blank"));
  EXPECT_THAT(refusal(std::string_view("a\0b", 3)), StartsWith("'a\\x00b' is no revision"));
  EXPECT_THAT(refusal("\xff"), StartsWith("'\\xff' is no revision identifier"));
  EXPECT_THAT(refusal("@"), StartsWith("'@' names no revision after its '@'; BRANCH@head"));
  EXPECT_THAT(refusal("shop@"), StartsWith("'shop@' names no revision after its '@'; shop@head"));
  EXPECT_THAT(refusal("@-1"), StartsWith("'@-1' names no branch before its '@'."));
  EXPECT_THAT(refusal("x@@y"), StartsWith("'x@@y' has more than one '@'."));
  EXPECT_THAT(refusal("heads@x@y"), StartsWith("'heads@x@y' has more than one '@'."));
  EXPECT_THAT(refusal("x-1@head"), StartsWith("'x-1@head' counts before its '@'"));
  EXPECT_THAT(refusal("+"), StartsWith("'+' has no number after its sign"));
  EXPECT_THAT(refusal("head-"), StartsWith("'head-' has no number after its sign"));
  EXPECT_THAT(refusal("+1zzz"), StartsWith("'+1zzz' must end with a whole number after its sign, "
                                           "but there is '1zzz'."));
  EXPECT_THAT(refusal("a+1+1"), StartsWith("'a+1+1' must end with a whole number"));
  EXPECT_THAT(refusal("--1"), StartsWith("'--1' must end with a whole number"));
  EXPECT_THAT(refusal("+-1"), StartsWith("'+-1' must end with a whole number"));
  EXPECT_THAT(refusal("+1.5"), StartsWith("'+1.5' must end with a whole number"));
  EXPECT_THAT(refusal("-99999999999999999999"),
              StartsWith("'-99999999999999999999' asks for more steps than any history has."));
  EXPECT_THAT(refusal("-2147483648"), StartsWith("'-2147483648' asks for more steps"));
  EXPECT_THAT(refusal(std::string(10'000, 'x')),
              StartsWith("'" + std::string(80, 'x') + "...' is"));
}

TEST(Identifier, NamesTheFormsThatThereAre) {
  EXPECT_THAT(refusal("+"), testing::HasSubstr("\nAn identifier is head, heads, base, a revision"));
}

TEST(Identifier, RefusesARangeWhereOneRevisionIsExpected) {
  EXPECT_THAT(refusal("a:b"), StartsWith("Range revision not allowed: 'a:b' has a ':'"));
}

TEST(IdentifierRange, TakesItsSidesApart) {
  EXPECT_EQ(parse_range("a:b-1").upper->steps, -1);
  EXPECT_EQ(parse_range("a:").lower->symbol, "a");
  EXPECT_FALSE(parse_range("a:").upper);
  EXPECT_FALSE(parse_range(":b").lower);
  EXPECT_FALSE(parse_range(":").upper);
}

TEST(IdentifierRange, NeedsExactlyOneColon) {
  EXPECT_EQ(sentence_of([] { parse_range("a:b:c"); }),
            "'a:b:c' is not a range: it must have exactly one ':', as in A:B, A: or :B.");
  EXPECT_THAT(sentence_of([] { parse_range("a"); }), StartsWith("'a' is not a range"));
  EXPECT_THAT(sentence_of([] { parse_range("a:@"); }), StartsWith("'@' names no revision"));
}

}  // namespace
}  // namespace fz
