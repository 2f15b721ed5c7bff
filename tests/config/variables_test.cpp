#include "core/config/variables.hpp"

#include "core/util/error.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::HasSubstr;

variables read(std::string_view dotenv, environment_variables env = {}) {
  variables known(std::move(env));
  known.read_dotenv(dotenv, ".env");
  return known;
}

std::string value(std::string_view dotenv, environment_variables env = {}) {
  const variables known = read(dotenv, std::move(env));
  const auto* found = known.from_dotenv("A");
  return found == nullptr ? "(none)" : found->value.text + found->value.problem;
}

std::string refusal(std::string_view dotenv) {
  try {
    read(dotenv);
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::config);
    return e.what();
  }
  ADD_FAILURE() << dotenv << " was taken";
  return "";
}

TEST(Dotenv, ValuesArePlainOrQuoted) {
  const std::pair<const char*, const char*> cases[] = {
      {"A=b", "b"},
      {"A=b c  \r\n", "b c"},
      {" export  A = b", "b"},
      {"\xEF\xBB\xBF# comment\n\n  # another\nA=b", "b"},
      {"A=b#c # comment", "b#c"},
      {"A=#b", "#b"},
      {"A= # comment", "(none)"},
      {"A=", "(none)"},
      {"A='b # ${C} \\n'  # comment", "b # ${C} \\n"},
      {"A=\"b \\\"c\\\" \\\\ \\n \\t \\r \\x # \"", "b \"c\" \\ \n \t \r \\x # "},
      {"A=\"b\\${C} \\$d\"", "b${C} $d"},
      {"A=\"b\nc\"\nD=e", "b\nc"},
      {"A=it's", "it's"},
      {"A=b=c", "b=c"},
      {"A=b\nA=c", "c"},
      {"export=b\nA=c", "c"},
      {"my-key.x=b\nA=c", "c"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(value(text), expected) << text;
}

TEST(Dotenv, ValuesSeeTheEnvironmentAndTheLinesBeforeThem) {
  EXPECT_EQ(value("B=1\nA=${B}-${C}", {{"C", "2"}}), "1-2");
  EXPECT_EQ(value("B=1\nA=${B}", {{"B", "2"}}), "2");
  EXPECT_EQ(value("B='${C}'\nA=\"x${B}\""), "x${C}");
  EXPECT_EQ(value("A=${B}\nB=1"),
            "The variable B is not defined, neither in the environment nor in .env.");
}

TEST(Dotenv, LinesOfAnotherFormAreRefusedWithoutTheirValue) {
  EXPECT_EQ(refusal("A=b\n\nsecret"), ".env:3: A line of .env is of the form NAME=VALUE.");
  EXPECT_EQ(refusal("=b"), ".env:1: A line of .env is of the form NAME=VALUE.");
  EXPECT_EQ(refusal("A b=c"), ".env:1: A line of .env is of the form NAME=VALUE.");
  EXPECT_EQ(refusal("A=\"b\n\nc\nD=e"), ".env:1: The quote that begins here is never closed.");
  EXPECT_EQ(refusal("A='b"), ".env:1: The quote that begins here is never closed.");
  EXPECT_EQ(refusal("A=\"b\\"), ".env:1: The quote that begins here is never closed.");
  EXPECT_EQ(refusal("A='b\n'\nB='a' x"), ".env:3: Only a comment may follow the closing quote.");
}

TEST(Variables, FillInNamesAndNothingElse) {
  const variables known(environment_variables{{"A", "1"}, {"B", "${A}$"}, {"EMPTY", ""}});
  EXPECT_EQ(known.expand("x${A}y${A}").text, "x1y1");
  EXPECT_EQ(known.expand("${B}").text, "${A}$");
  EXPECT_EQ(known.expand("${B}${A}").text, "${A}$1");
  EXPECT_EQ(known.expand("$A $ {A} $${A} {A}").text, "$A $ {A} ${A} {A}");
  EXPECT_EQ(known.expand("${EMPTY}").text, "");
  EXPECT_EQ(known.expand("").problem, "");
}

TEST(Variables, AnExpressionMayGiveADefaultOrAMessage) {
  const variables known(environment_variables{{"A", "1"}, {"EMPTY", ""}});
  EXPECT_EQ(known.expand("${A:-x} ${A-x} ${A:?x}").text, "1 1 1");
  EXPECT_EQ(known.expand("${B:-x} ${B-y} ${B:-}").text, "x y ");
  EXPECT_EQ(known.expand("[${EMPTY:-x}] [${EMPTY-x}]").text, "[x] []");
  EXPECT_EQ(known.expand("${B:-sqlite:///app.db}").text, "sqlite:///app.db");
  EXPECT_EQ(known.expand("${B:?name the database}").problem,
            "The variable B is not defined: name the database");
}

TEST(Variables, SayWhyATextCannotBeFilledIn) {
  const variables known(environment_variables{{"A", "1"}});
  EXPECT_EQ(known.expand("${C}").problem,
            "The variable C is not defined, neither in the environment nor in .env.");
  EXPECT_EQ(known.expand("${A").problem,
            "A '${' is never closed by '}'; write '$${' for the characters themselves.");
  EXPECT_THAT(known.expand("${A:\x1b}").problem, HasSubstr("'${A:\\x1b}' does not name a var"));
  EXPECT_THAT(known.expand("${}").problem,
              HasSubstr("'${}' does not name a variable; only letters"));
}

}  // namespace
}  // namespace fz
