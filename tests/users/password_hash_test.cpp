#include "core/users/password_hash.hpp"

#include "core/util/error.hpp"

#include <gmock/gmock.h>
#include <string>
#include <string_view>

namespace fz {
namespace {

using testing::MatchesRegex;

const std::string known =
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$Hnm7B2p4pnTo3mQ5qFmnHjR1OZBtVXd1B33joTc/XXg";

TEST(PasswordHash, GivesTheKnownAnswer) {
  EXPECT_EQ(hash_password("herminetincture", "somesalt"), known);
}

TEST(PasswordHash, IsWhatPwdlibRecommends) {
  const std::string hash = hash_password("correct horse");
  EXPECT_EQ(hash.size(), 97u);
  EXPECT_THAT(hash, MatchesRegex("\\$argon2id\\$v=19\\$m=65536,t=3,p=4"
                                 "\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}"));
}

TEST(PasswordHash, HasAFreshSaltEachTime) {
  EXPECT_NE(hash_password("correct horse"), hash_password("correct horse"));
}

TEST(PasswordHash, RefusesASaltThatIsTooShort) {
  EXPECT_THROW(hash_password("correct horse", "short"), error);
}

TEST(PasswordHash, VerifiesTheRightPasswordAlone) {
  EXPECT_TRUE(verify_password(known, "herminetincture"));
  EXPECT_FALSE(verify_password(known, "herminetincturE"));
  EXPECT_FALSE(verify_password(known, ""));
}

TEST(PasswordHash, TakesEveryByteOfThePassword) {
  using namespace std::string_view_literals;
  const std::string hash = hash_password("pässword\0more"sv);
  EXPECT_TRUE(verify_password(hash, "pässword\0more"sv));
  EXPECT_FALSE(verify_password(hash, "pässword"));
}

TEST(PasswordHash, IsTheSameWithOneThread) {
  EXPECT_EQ(hash_password("herminetincture", "somesalt", hash_threads::one), known);
}

TEST(PasswordHash, RefusesToVerifyWhatIsNotAnArgon2Hash) {
  const std::string bcrypt = "$2b$12$" + std::string(53, 'a');
  for (const std::string& text :
       {std::string(), std::string("plain text"), bcrypt, known.substr(0, 40), known + '\0'}) {
    EXPECT_THROW(verify_password(text, "herminetincture"), error) << text;
  }
}

TEST(PasswordHash, VerifiesTheOtherKindsOfArgon2) {
  // From the tests of the reference implementation.
  EXPECT_TRUE(
      verify_password("$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ"
                      "$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
                      "password"));
}

TEST(PasswordHash, IsKnownByItsForm) {
  const std::string bcrypt = "$2b$12$" + std::string(53, 'a');
  const std::string argon2i = "$argon2i" + known.substr(known.find("$v="));
  for (const std::string& text : {known, argon2i, bcrypt, "$2a" + bcrypt.substr(3)}) {
    EXPECT_TRUE(is_password_hash(text)) << text;
  }
  for (const std::string& text :
       {std::string(), std::string("secret"), std::string("$argon2id$"), known + "$", known + "=",
        known.substr(0, known.rfind('$')), known + " ", bcrypt + "a", "$2c" + bcrypt.substr(3),
        std::string("$argon2id$v=19$m=0,t=3,p=4$c29tZXNhbHQ$c29tZXNhbHQ")}) {
    EXPECT_FALSE(is_password_hash(text)) << text;
  }
}

TEST(GeneratePassword, MakesOnesThatDifferAndCanBeReadAloud) {
  const std::string password = generate_password();
  EXPECT_THAT(password, MatchesRegex("[a-zA-Z2-9]{24}"));
  EXPECT_EQ(password.find_first_of("lIoO"), std::string::npos);
  EXPECT_NE(password, generate_password());
}

TEST(Wipe, LeavesNothingInTheMemory) {
  std::string secret = "a secret that lies on the heap, not within the string itself";
  const std::string_view memory = secret;
  wipe(secret);
  EXPECT_TRUE(secret.empty());
  EXPECT_EQ(memory, std::string(memory.size(), '\0'));
}

}  // namespace
}  // namespace fz
