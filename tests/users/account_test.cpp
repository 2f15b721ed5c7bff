#include "core/users/account.hpp"

#include "core/util/error.hpp"

#include <gmock/gmock.h>
#include <string>

namespace fz {
namespace {

using testing::HasSubstr;
using testing::Not;

/// The sentence with which `check` refuses `value`, or "".
template <class Check>
std::string refusal(Check check, const std::string& value) {
  try {
    check(value);
    return "";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::usage);
    return e.what();
  }
}

std::string name_refusal(const std::string& name) { return refusal(check_username, name); }
std::string email_refusal(const std::string& email) { return refusal(check_email, email); }

TEST(Username, MayBeOfAnyLanguage) {
  for (const char* name :
       {"ada", "Zoë 東京", "o'brien \"bob\"; DROP TABLE users; --", "x", "👩‍💻"}) {
    EXPECT_EQ(name_refusal(name), "") << name;
  }
}

TEST(Username, IsNotEmptyOrBlank) {
  for (const char* name : {"", " ", "   ", "\u00a0", "\u3000 \u200b"}) {
    EXPECT_EQ(name_refusal(name), "The username is empty.") << name;
  }
}

TEST(Username, HasNoBlanksAtItsEnds) {
  EXPECT_EQ(name_refusal(" ada"), "The username ' ada' begins or ends with a blank.");
  EXPECT_THAT(name_refusal("ada "), HasSubstr("begins or ends with a blank"));
  EXPECT_THAT(name_refusal("ada\u00a0"), HasSubstr("begins or ends with a blank"));
}

TEST(Username, HasNothingThatATerminalObeys) {
  EXPECT_EQ(name_refusal("evil\x1b[31m"), "The username 'evil\\x1b[31m' has control characters.");
  for (const char* name : {"a\nb", "a\tb", "a\x7f", "a\u009b", "a\u202e", "ada\r"}) {
    EXPECT_THAT(name_refusal(name), HasSubstr("has control characters")) << name;
  }
}

TEST(Username, IsUtf8) { EXPECT_EQ(name_refusal("\xff"), "The username '\\xff' is not UTF-8."); }

TEST(Username, HasAtMost255Characters) {
  std::string name;
  for (int i = 0; i < 255; ++i) name += "ü";
  EXPECT_EQ(name_refusal(name), "");
  EXPECT_EQ(name_refusal(name + "ü"), "The username is 256 characters long; 255 are allowed.");
}

TEST(Email, IsALocalPartAndADomain) {
  for (const char* email : {"ada@example.org", "a.b+c_d-e@mail.example.co", "o'brien@example.org",
                            "x@1a.com", "zoë@exämple.org", "用户@例子.公司", "A@EXAMPLE.ORG"}) {
    EXPECT_EQ(email_refusal(email), "") << email;
  }
}

TEST(Email, HasOneAt) {
  EXPECT_EQ(email_refusal("ada"), "The email address 'ada' has no @.");
  EXPECT_THAT(email_refusal("a@b@example.org"), HasSubstr("more than one @"));
}

TEST(Email, HasAValidLocalPart) {
  for (const char* email : {"@example.org", ".a@example.org", "a.@example.org", "a..b@example.org",
                            "\"a\"@example.org", "a<b@example.org"}) {
    EXPECT_THAT(email_refusal(email), HasSubstr("before the @")) << email;
  }
  EXPECT_THAT(email_refusal(std::string(65, 'a') + "@example.org"), HasSubstr("before the @"));
}

TEST(Email, HasAValidDomain) {
  for (const char* email :
       {"a@", "a@localhost", "a@.org", "a@example.", "a@example..org", "a@-example.org",
        "a@example-.org", "a@exam_ple.org", "a@[127.0.0.1]", "a@127.0.0.1"}) {
    EXPECT_THAT(email_refusal(email), HasSubstr("behind the @")) << email;
  }
  EXPECT_THAT(email_refusal("a@" + std::string(64, 'b') + ".org"), HasSubstr("behind the @"));
}

TEST(Email, HasNoBlanksOrControlCharacters) {
  for (const char* email :
       {"a b@example.org", " a@example.org", "a@example.org ", "a@exam\u00a0ple.org"}) {
    EXPECT_THAT(email_refusal(email), HasSubstr("has a blank in it")) << email;
  }
  EXPECT_EQ(email_refusal("a\x1b[31m@example.org"),
            "The email address 'a\\x1b[31m@example.org' has control characters.");
  EXPECT_THAT(email_refusal("a@example.org\n"), HasSubstr("has control characters"));
  EXPECT_THAT(email_refusal("a\xff@example.org"), HasSubstr("is not UTF-8"));
  EXPECT_EQ(email_refusal(""), "The email address is empty.");
}

TEST(Email, HasAtMost254Bytes) {
  const std::string label(62, 'b');
  const std::string domain = "@" + label + "." + label + "." + label + ".org";
  EXPECT_EQ(email_refusal(std::string(254 - domain.size(), 'a') + domain), "");
  EXPECT_THAT(email_refusal(std::string(255 - domain.size(), 'a') + domain),
              HasSubstr("255 bytes long; 254 are allowed"));
}

TEST(Password, IsAnyTextThatIsNotEmpty) {
  EXPECT_EQ(refusal(check_password, " pässword\t"), "");
  EXPECT_EQ(refusal(check_password, ""), "The password is empty.");
}

TEST(Password, HasAtMost4096Bytes) {
  EXPECT_EQ(refusal(check_password, std::string(4096, 'a')), "");
  EXPECT_EQ(refusal(check_password, std::string(4097, 'a')),
            "The password is longer than 4096 bytes.");
}

TEST(Password, IsNotShownWhenItIsRefused) {
  EXPECT_EQ(refusal(check_password, "secret\xff"), "The password is not UTF-8.");
}

}  // namespace
}  // namespace fz
