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

/// What is said when the variable A is needed.
std::string problem_of_a(std::string_view dotenv) {
  const variables known = read(dotenv);
  const auto* found = known.from_dotenv("A");
  return found == nullptr ? "(none)" : found->position + ": " + found->value.problem;
}

TEST(Dotenv, LinesOfAnotherFormArePassedOver) {
  const char* cases[] = {
      "secret\nA=b",            // a bare name
      "export B\nexport\nA=b",  //
      "B: yaml\nA=b",           //
      "B=-----BEGIN KEY-----\nMIIEpA+/c9==\nx y z\n-----END KEY-----\nA=b",
      "=b\n: c\n{\n}\nA=b",     //
      "B=\"never closed\nA=b",  //
      "B='never closed\nA=b",   //
      "B='x' y\nA=b",           //
      "B C=d\nset D=e\nA=b",    //
      "A=b\nB='",               //
  };
  for (const char* dotenv : cases) EXPECT_EQ(value(dotenv), "b") << dotenv;
}

TEST(Dotenv, ALineOfAnotherFormIsAnErrorWhereItsVariableIsNeeded) {
  const std::string form = "A line of .env is of the form NAME=VALUE.";
  const std::string open = "The quote that begins here is never closed.";
  const std::pair<const char*, std::string> cases[] = {
      {"\nA", ".env:2: " + form},
      {"export A", ".env:1: " + form},
      {"A: secret", ".env:1: " + form},
      {"set A=secret", ".env:1: " + form},
      {"A secret=x", ".env:1: " + form},
      {"A=\"secret", ".env:1: " + open},
      {"B=1\nA='secret\n\nC=3", ".env:2: " + open},
      {"A=\"secret\\", ".env:1: " + open},
      {"B='b\n'\nA='a' secret", ".env:3: Only a comment may follow the closing quote."},
  };
  for (const auto& [dotenv, expected] : cases) EXPECT_EQ(problem_of_a(dotenv), expected) << dotenv;
  EXPECT_EQ(read("\nA: secret").expand("x${A}").problem,
            "The variable A cannot be used; see .env:2: " + form);
}

TEST(Dotenv, AFileThatIsNotTextIsRefused) {
  EXPECT_EQ(refusal("\xFF\xFE\x41"),
            ".env: The file is not UTF-8 but UTF-16; save it in this encoding.");
  EXPECT_EQ(refusal(std::string_view("A\0=\0b", 5)),
            ".env: The file is not UTF-8: it has NUL characters; save it in this encoding.");
}

TEST(Dotenv, UrlsTakeVariablesForWhatTheyAre) {
  EXPECT_EQ(value("PW=p@ss\nA=postgresql://app:${PW}@db/shop"), "postgresql://app:p%40ss@db/shop");
  EXPECT_EQ(value("B=postgresql://app:p@db\nA=${B}"), "postgresql://app:p@db");
  EXPECT_EQ(value("B=p@ss\nA=x${B}"), "xp@ss");
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

TEST(Variables, ADefaultMayHoldVariables) {
  const variables known(environment_variables{{"A", "1"}, {"EMPTY", ""}});
  EXPECT_EQ(known.expand("${B:-${A}}${B-x${C:-${A}}y}z").text, "1x1yz");
  EXPECT_EQ(known.expand("${A:-${C}}").text, "1");  // not looked at
  EXPECT_EQ(known.expand("${B:-${C}}").problem,
            "The variable C is not defined, neither in the environment nor in .env.");
  EXPECT_EQ(known.expand("[${A:+x}] [${B:+x}] [${EMPTY:+x}] [${EMPTY+x}]").text, "[x] [] [] [x]");
  EXPECT_EQ(known.expand("${EMPTY:?name it}").problem, "The variable EMPTY is empty: name it");
  EXPECT_EQ(known.expand("${B?}").problem, "The variable B is not defined.");
}

TEST(Variables, AUrlTakesAVariableForWhatItIs) {
  const variables known(
      environment_variables{{"PW", "p@s/s"}, {"URL", "postgresql://a:b%40@h/d"}, {"HOST", "h:1"}});
  const auto url = [&](const char* text) { return known.expand_url(text).text; };
  EXPECT_EQ(url("postgresql://app:${PW}@h/d"), "postgresql://app:p%40s%2Fs@h/d");
  EXPECT_EQ(url("postgresql://app:${NO:-x@y}@h/d"), "postgresql://app:x%40y@h/d");
  EXPECT_EQ(url("postgresql://app:${NO:-${PW}}@h/d"), "postgresql://app:p%40s%2Fs@h/d");
  EXPECT_EQ(url("postgresql://${PW}:${PW}@${HOST}/${PW}"),
            "postgresql://p%40s%2Fs:p%40s%2Fs@h:1/p%40s/s");
  for (const char* whole : {"${URL}", " ${URL} ", "${NO:-${URL}}", "${URL:-${PW}}"}) {
    EXPECT_EQ(url(whole).find("postgresql://a:b%40@h/d"), whole[0] == ' ' ? 1u : 0u) << whole;
  }
  EXPECT_EQ(url("${URL}?sslmode=disable"), "postgresql://a:b%40@h/d?sslmode=disable");
  EXPECT_EQ(url("postgresql://app:$${PW}@h/d"), "postgresql://app:${PW}@h/d");
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
