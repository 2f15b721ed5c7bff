#include "core/database/engine.hpp"

#include "core/async/gather.hpp"
#include "core/async/sleep.hpp"
#include "core/async/timeout.hpp"
#include "tests/support/co_test.hpp"
#include "tests/support/temporary_database.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <vector>

namespace fz {
namespace {

using namespace std::chrono_literals;

CO_TEST(Engine, LendsNoMoreConnectionsThanItsPoolHolds) {
  temporary_folder folder;
  thread_pool pool(2);
  int opened = 0;
  const connector open = sqlite::connector_for({folder.path() / "a.db"}, pool);
  engine e([&] { return ++opened, open(); }, 2, engine::sharing::exclusive);
  int lent = 0;
  int most = 0;
  const auto use = [&]() -> task<> {
    auto c = co_await e.connect();
    most = std::max(most, ++lent);
    while (most < 2) co_await sleep(1ms);  // until two are lent at once
    co_await sleep(1ms);                   // time for a third, if it were let in
    --lent;
  };
  std::vector<task<>> users;
  for (int i = 0; i < 10; ++i) users.push_back(use());
  co_await gather(std::move(users));
  EXPECT_EQ(most, 2);
  EXPECT_EQ(opened, 2);
}

CO_TEST(Engine, ADatabaseInMemoryIsOneSharedConnection) {
  thread_pool pool(2);
  engine e(sqlite::connector_for({}, pool), 5, engine::sharing::shared);
  {
    auto first = co_await e.connect();
    co_await first->execute("CREATE TABLE t (a)");
    auto second = co_await e.connect();
    EXPECT_EQ(&*first, &*second);
  }
  auto later = co_await e.connect();
  EXPECT_EQ((co_await later->query("SELECT * FROM sqlite_schema")).size(), 1u);
}

CO_TEST(Engine, SideBySideUsersOfAMemoryDatabaseGetTheSameOne) {
  thread_pool pool(2);
  engine e(sqlite::connector_for({}, pool), 5, engine::sharing::shared);
  std::vector<connection*> seen;
  const auto use = [&]() -> task<> {
    auto c = co_await e.connect();
    seen.push_back(&*c);
  };
  std::vector<task<>> users;
  for (int i = 0; i < 5; ++i) users.push_back(use());
  co_await gather(std::move(users));
  EXPECT_EQ(std::count(seen.begin(), seen.end(), seen.front()), 5);
}

CO_TEST(Engine, AFailedOpeningGivesItsPlaceToTheNext) {
  thread_pool pool(1);
  int attempts = 0;
  const connector good = sqlite::connector_for({}, pool);
  const connector open = [&]() -> task<std::unique_ptr<connection>> {
    if (++attempts == 1) throw std::runtime_error("not yet");
    co_return co_await good();
  };
  engine e(open, 1, engine::sharing::exclusive);
  outcome<pooled_connection> first;
  co_await first.capture(e.connect());
  EXPECT_THROW(first.take(), std::runtime_error);
  auto second = co_await e.connect();
  EXPECT_EQ((co_await second->query("SELECT 1")).size(), 1u);
}

CO_TEST(Engine, AWaitForAConnectionCanBeCancelled) {
  temporary_folder folder;
  thread_pool pool(1);
  engine e(sqlite::connector_for({folder.path() / "a.db"}, pool), 1, engine::sharing::exclusive);
  {
    auto held = co_await e.connect();
    outcome<pooled_connection> waiting;
    co_await waiting.capture(with_timeout(e.connect(), 1ms));
    EXPECT_THROW(waiting.take(), error);
  }
  auto next = co_await e.connect();
  EXPECT_EQ((co_await next->query("SELECT 1")).size(), 1u);
}

}  // namespace
}  // namespace fz
