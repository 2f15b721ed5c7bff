#include "core/http/access_token.hpp"

#include "core/http/base64.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fz::http {
namespace {

using seconds = std::chrono::sys_seconds;

constexpr std::string_view key = "your-very-secret-and-exclusive-key";
const seconds now{std::chrono::seconds(1'700'000'000)};

/// A token made with Python's PyJWT: jwt.encode({"sub": "ada@example.org", "exp": 1700001800},
/// key).
const std::string from_pyjwt =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJzdWIiOiJhZGFAZXhhbXBsZS5vcmciLCJleHAiOjE3MDAwMDE4MDB9."
    "4QVlhsqVzTUxmEyJtIHWTBVOuniX48GptIMBmmQ3hSE";

/// A token with these two JSON texts, rightly signed.
std::string signed_token(std::string_view header, std::string_view claims) {
  return sign_token(key, encode_base64url(header) + "." + encode_base64url(claims));
}

std::string subject(std::string_view claims,
                    std::string_view header = R"({"alg":"HS256","typ":"JWT"})") {
  return subject_of(key, signed_token(header, claims), now).value_or("refused");
}

TEST(AccessToken, IsTheOneOfPyJwt) {
  EXPECT_EQ(make_access_token(key, "ada@example.org", now + std::chrono::minutes(30)), from_pyjwt);
  EXPECT_EQ(subject_of(key, from_pyjwt, now), "ada@example.org");
}

TEST(AccessToken, EndsAtItsSecond) {
  EXPECT_TRUE(subject_of(key, from_pyjwt, now + std::chrono::seconds(1799)));
  EXPECT_FALSE(subject_of(key, from_pyjwt, now + std::chrono::seconds(1800)));
}

TEST(AccessToken, IsRefusedWithAnotherKeyOrOneBitChanged) {
  EXPECT_FALSE(subject_of("another-very-secret-exclusive-key", from_pyjwt, now));
  for (std::size_t i = 0; i < from_pyjwt.size(); ++i) {
    std::string changed = from_pyjwt;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(subject_of(key, changed, now)) << i;
  }
}

TEST(AccessToken, TakesWhatPyJwtTakes) {
  EXPECT_EQ(subject(R"({"sub":"a"})"), "a");
  EXPECT_EQ(subject(R"({"sub":"a","exp":1700000001.5})"), "a");
  EXPECT_EQ(subject(R"({"sub":"a","exp":"1700000001"})"), "a");
  EXPECT_EQ(subject(R"( { "sub" : "a" , "iss":"x" } )", R"({"alg":"HS256"})"), "a");
  EXPECT_EQ(subject(R"({"sub":"b","sub":"a"})", R"({"typ":"x","alg":"HS256"})"), "a");
  EXPECT_EQ(subject(R"({"sub":"a","iat":1700000000,"nbf":1699999999,"jti":"x","aud":null})"), "a");
  EXPECT_EQ(subject_of(key, from_pyjwt + "=", now), "ada@example.org");
}

TEST(AccessToken, IsRefusedForItsClaims) {
  for (const char* claims :
       {R"({})", R"({"sub":""})", R"({"sub":1})", R"({"sub":null})", R"({"sub":"a","exp":1})",
        R"({"sub":"a","exp":"soon"})", R"({"sub":"a","exp":null})",
        R"({"sub":"a","exp":1700000000})", R"({"sub":"a","iat":1700000001})",
        R"({"sub":"a","iat":"x"})", R"({"sub":"a","nbf":1700000001})", R"({"sub":"a","aud":"x"})",
        R"({"sub":"a","aud":["x"]})", R"({"sub":"a","jti":1})", R"(["sub"])", R"("a")", "not json",
        ""}) {
    EXPECT_EQ(subject(claims), "refused") << claims;
  }
}

TEST(AccessToken, IsRefusedForItsHeader) {
  for (const char* header :
       {R"({"alg":"none"})", R"({"alg":"HS512"})", R"({"alg":"hs256"})", R"({"alg":1})", R"({})",
        R"({"alg":"HS256","kid":1})", R"({"alg":"HS256","crit":["x"]})",
        R"({"alg":"HS256","b64":false})", "[]", "x"}) {
    EXPECT_EQ(subject(R"({"sub":"a"})", header), "refused") << header;
  }
}

TEST(AccessToken, IsRefusedIfItIsNotOne) {
  for (const char* text : {"", ".", "..", "a.b", "a.b.c", "a.b.c.d", "ä.b.c", "a b"}) {
    EXPECT_FALSE(subject_of(key, text, now)) << text;
  }
}

TEST(Bearer, TakesTheSchemeInAnyCase) {
  EXPECT_EQ(read_bearer("Bearer abc").token, "abc");
  EXPECT_EQ(read_bearer("bEARER   abc").token, "abc");
  EXPECT_TRUE(read_bearer("Bearer").is_bearer);
  EXPECT_EQ(read_bearer("Bearer a b").token, "a b");
  for (const char* other : {"", "Basic abc", "Bearer\tabc", "Bearerabc"}) {
    EXPECT_FALSE(read_bearer(other).is_bearer) << other;
  }
}

}  // namespace
}  // namespace fz::http
