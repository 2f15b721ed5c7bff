#include "core/http/login_limit.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fz::http {
namespace {

using namespace std::chrono_literals;

TEST(LoginLimit, CountsNothingUnlessConfigured) {
  login_limit none(0, 1min);
  const auto now = login_limit::clock::now();
  for (int i = 0; i < 100; ++i) none.failed("a", "b", now);
  EXPECT_FALSE(none.wait("a", "b", now));
}

TEST(LoginLimit, CountsByClientAndByAccountUntilTheWindowEnds) {
  login_limit two(2, 1min);
  const auto now = login_limit::clock::now();
  two.failed("client", "ada", now);
  EXPECT_FALSE(two.wait("client", "ada", now));
  two.failed("client", "bob", now + 10s);
  EXPECT_EQ(two.wait("client", "carol", now + 10s), 50s);
  EXPECT_FALSE(two.wait("other", "ada", now + 10s));
  two.failed("other", "ada", now + 20s);
  EXPECT_EQ(two.wait("third", "ada", now + 20s), 40s);
  EXPECT_FALSE(two.wait("client", "ada", now + 1min));
}

TEST(LoginLimit, ForgetsAnAccountThatLogsIn) {
  login_limit one(1, 1min);
  const auto now = login_limit::clock::now();
  one.failed("a", "ada", now);
  one.succeeded("ada");
  EXPECT_FALSE(one.wait("b", "ada", now));
}

TEST(LoginLimit, StartsANewCountAfterALogin) {
  login_limit one(1, 1min);
  const auto now = login_limit::clock::now();
  one.failed("a", "ada", now);
  one.succeeded("ada");
  one.failed("b", "ada", now + 30s);
  one.failed("c", "bob", now + 70s);
  EXPECT_EQ(one.wait("d", "ada", now + 70s), 20s);
}

// With 10,000 names kept, each further failure used to look at all of them.
TEST(LoginLimit, IsBoundedWhateverIsTried) {
  login_limit one(1, 1h);
  const auto now = login_limit::clock::now();
  for (int i = 0; i < 30'000; ++i) one.failed(std::to_string(i), std::to_string(i), now);
  EXPECT_TRUE(one.wait("29999", "x", now));
  EXPECT_FALSE(one.wait("0", "x", now));
}

}  // namespace
}  // namespace fz::http
