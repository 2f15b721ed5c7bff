#include "core/users/account_rules.hpp"

#include "core/util/error.hpp"

#include <functional>
#include <gmock/gmock.h>
#include <string>

namespace fz {
namespace {

using testing::HasSubstr;

std::string refusal(const std::function<void()>& check) {
  try {
    check();
    return "";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::usage);
    return e.what();
  }
}

std::string typed(const std::string& name, const account_rules& rules = {}) {
  return refusal([&] { check_username(name, rules); });
}

TEST(Username, TheRulesAskNothingUnlessConfigured) {
  for (const std::string& name : {std::string(), std::string(" "), std::string(5000, 'a')}) {
    EXPECT_EQ(username_problem(name, {}), "");
  }
}

TEST(Username, IsTextThatEveryDatabaseKeeps) {
  EXPECT_EQ(username_problem("a\xff", {}), "The username 'a\\xff' is not UTF-8.");
  EXPECT_EQ(username_problem(std::string("a\0b", 3), {}),
            "The username 'a\\x00b' has a NUL character in it.");
}

TEST(Username, HasTheConfiguredLengthInCharacters) {
  account_rules rules;
  rules.username_min_length = 3;
  rules.username_max_length = 5;
  EXPECT_EQ(username_problem("Zoë", rules), "");
  EXPECT_EQ(username_problem("ëëëëë", rules), "");
  EXPECT_EQ(username_problem("ab", rules),
            "The username 'ab' has 2 characters; at least 3 are asked for.");
  EXPECT_EQ(username_problem("abcdef", rules), "The username is 6 characters long; 5 are allowed.");
}

TEST(Username, MatchesTheConfiguredPatternAsAWhole) {
  account_rules rules;
  rules.username_pattern = "[a-z]+|[0-9]+";
  EXPECT_EQ(username_problem("ada", rules), "");
  EXPECT_EQ(username_problem("ada1", rules),
            "The username 'ada1' does not match the pattern '[a-z]+|[0-9]+'.");
}

TEST(Username, APatternIsNotAskedAboutANameThatWouldExhaustTheStack) {
  account_rules rules;
  rules.username_pattern = "(a|b)*";
  EXPECT_THAT(username_problem(std::string(1'000'000, 'a'), rules), HasSubstr("does not match"));
}

TEST(Username, ThatAPersonTypesIsSeen) {
  for (const char* name : {"ada", "Ada Lovelace", "Zoë 東京", "o'brien \"bob\"", "ada\u3000b"}) {
    EXPECT_EQ(typed(name), "") << name;
  }
  EXPECT_EQ(typed(""), "The username is empty.");
  EXPECT_EQ(typed(" \u200b\u3164"), "The username is empty.");
  EXPECT_EQ(typed(" ada"), "The username ' ada' begins or ends with a blank.");
  EXPECT_EQ(typed("ada\u3000"), "The username 'ada\u3000' begins or ends with a blank.");
  EXPECT_THAT(typed("a\x1b[31m"), HasSubstr("has control characters"));
  EXPECT_THAT(typed("a\u202eb"), HasSubstr("has control characters"));
}

TEST(Username, WithACharacterThatIsNotSeenLooksLikeAnotherOne) {
  for (const char* name :
       {"ad\u200ba", "ad\u00ada", "ad\u2060a", "ad\u200da", "ad\u034fa", "ad\ufe0fa", "ad\u115fa",
        "ad\u00a0a", "ad\u2009a", "ad\u2800a", "ad\U000e0061a", "ad\u180ea"}) {
    EXPECT_THAT(typed(name), HasSubstr("cannot be told from others by sight")) << name;
  }
  EXPECT_THAT(typed("ad\u200ba"), HasSubstr(", ZERO WIDTH SPACE."));
}

TEST(Password, IsAnyTextThatIsNotEmpty) {
  EXPECT_EQ(refusal([] { check_password(" pässword\t", {}); }), "");
  EXPECT_EQ(refusal([] { check_password(std::string(5000, 'a'), {}); }), "");
  EXPECT_EQ(refusal([] { check_password("", {}); }), "The password is empty.");
}

TEST(Password, IsNotShownWhenItIsRefused) {
  EXPECT_EQ(password_problem("secret\xff", {}), "The password is not UTF-8.");
  EXPECT_EQ(password_problem(std::string("s\0e", 3), {}),
            "The password has a NUL character in it.");
  account_rules rules;
  rules.password_min_length = 8;
  EXPECT_EQ(password_problem("sëcreté", rules),
            "The password is too short: at least 8 characters are asked for.");
  EXPECT_EQ(password_problem("sëcretés", rules), "");
}

TEST(CheckedEmail, IsTheStoredFormOrASentence) {
  EXPECT_EQ(checked_email("Ada <ada@EXAMPLE.org>"), "ada@example.org");
  EXPECT_EQ(refusal([] { checked_email("ada"); }),
            "The email address 'ada' is not valid: An email address must have an @-sign.");
  EXPECT_EQ(refusal([] { checked_email("a\xff@example.org"); }),
            "The email address 'a\\xff@example.org' is not UTF-8.");
}

}  // namespace
}  // namespace fz
