#include "core/users/password_hasher.hpp"

#include "core/async/gather.hpp"
#include "core/users/password_hash.hpp"
#include "core/util/error.hpp"
#include "tests/support/co_test.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace fz {
namespace {

CO_TEST(PasswordHasher, MakesAHashThatVerifies) {
  password_hasher hasher(2);
  const std::string hash = co_await hasher.hash("correct horse");
  EXPECT_TRUE(co_await hasher.verify(hash, "correct horse"));
  EXPECT_FALSE(co_await hasher.verify(hash, "correct horsE"));
}

CO_TEST(PasswordHasher, AMissingAccountTakesAsLongAsAWrongPassword) {
  password_hasher hasher(1);
  const std::string hash = co_await hasher.hash("correct horse");
  const auto seconds = [&hasher](std::optional<std::string> encoded) -> task<double> {
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(co_await hasher.verify(encoded, "wrong"));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    co_return took.count();
  };
  const double known = co_await seconds(hash);
  const double unknown = co_await seconds(std::nullopt);
  EXPECT_LT(unknown, 3 * known);
  EXPECT_GT(unknown, known / 3);
}

CO_TEST(PasswordHasher, CountsThoseThatRunOrWait) {
  password_hasher hasher(1);
  std::size_t most = 0;
  const auto one = [&]() -> task<> {
    co_await hasher.hash("a");
    most = std::max(most, hasher.pending());
  };
  std::vector<task<>> three;
  for (int i = 0; i < 3; ++i) three.push_back(one());
  co_await gather(std::move(three));
  EXPECT_EQ(most, 2u);  // those that the first one left behind
  EXPECT_EQ(hasher.pending(), 0u);
}

CO_TEST(PasswordHasher, SaysWhatCannotBeChecked) {
  password_hasher hasher(1);
  bool refused = false;
  try {
    co_await hasher.verify("plain text", "plain text");
  } catch (const error& e) {
    refused = e.kind() == error_kind::users;
  }
  EXPECT_TRUE(refused);
}

}  // namespace
}  // namespace fz
