#include "core/users/password_hash.hpp"

#include "core/util/error.hpp"
#include "tests/async/co_test.hpp"

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

TEST(PasswordHash, RefusesToVerifyWhatIsNoArgon2idHash) {
  const std::string argon2i = "$argon2i" + known.substr(known.find("$v="));
  for (const std::string& text :
       {std::string(), std::string("plain text"), argon2i, known.substr(0, 40), known + '\0'}) {
    EXPECT_THROW(verify_password(text, "herminetincture"), error) << text;
  }
}

CO_TEST(PasswordHash, IsMadeOnAPool) {
  thread_pool pool(2);
  const std::string hash = co_await hash_password_on(pool, "correct horse");
  EXPECT_TRUE(verify_password(hash, "correct horse"));
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
