#include "core/lock/lock_wait.hpp"

#include "core/util/error.hpp"
#include "tests/support/co_test.hpp"
#include "tests/support/failure_of.hpp"
#include "tests/support/temporary_database.hpp"

#include <chrono>
#include <functional>
#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace fz {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

struct heard_waits final : lock_observer {
  void waiting_for_lock(const std::string& holder) override { holders.push_back(holder); }
  std::vector<std::string> holders;
};

/// A lock that is free at the given attempt.
struct contended_lock {
  temporary_database db;
  version_table table{"alembic_version"};
  heard_waits heard;
  std::string holder = "ada";
  int attempts = 0;
  int free_at = 1;

  task<> wait(std::chrono::milliseconds timeout) {
    const pooled_connection work = co_await db.engine.connect();
    const lock_request wanted{*work, nullptr, table, heard, timeout};
    const std::function<task<std::string>()> who = [this]() -> task<std::string> {
      co_return holder;
    };
    const std::function<task<bool>()> attempt = [this]() -> task<bool> {
      co_return ++attempts >= free_at;
    };
    lock_wait waiting(wanted, 1ms, who);
    co_await waiting.until(attempt);
  }
};

CO_TEST(LockWait, AFreeLockIsTakenAtOnceAndNothingIsSaid) {
  contended_lock lock;
  co_await lock.wait(1s);
  EXPECT_EQ(lock.attempts, 1);
  EXPECT_THAT(lock.heard.holders, IsEmpty());
}

CO_TEST(LockWait, AttemptsAgainAndSaysOnceWhoHoldsIt) {
  contended_lock lock;
  lock.free_at = 5;
  co_await lock.wait(30s);
  EXPECT_EQ(lock.attempts, 5);
  EXPECT_THAT(lock.heard.holders, ElementsAre("ada"));
}

CO_TEST(LockWait, SaysNothingOfAHolderThatHasJustLetGo) {
  contended_lock lock;
  lock.holder = "";
  lock.free_at = 3;
  co_await lock.wait(30s);
  EXPECT_THAT(lock.heard.holders, IsEmpty());
}

CO_TEST(LockWait, GivesUpWhenItsTimeIsOverAndNamesTheHolder) {
  contended_lock lock;
  lock.free_at = 1'000'000;
  const error said = co_await failure_of(lock.wait(20ms));
  EXPECT_EQ(said.kind(), error_kind::lock);
  EXPECT_STREQ(said.what(),
               "The migration lock was not free within 20 ms; it is held by ada. Nothing was run.");
  EXPECT_EQ(said.remedy().what, remedy::action::wait_longer_for_lock);
  EXPECT_GT(lock.attempts, 1);
}

CO_TEST(LockWait, TriesOnceEvenWithoutTime) {
  contended_lock lock;
  co_await lock.wait(0ms);
  EXPECT_EQ(lock.attempts, 1);
}

}  // namespace
}  // namespace fz
