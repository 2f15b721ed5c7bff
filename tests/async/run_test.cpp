#include "core/async/run.hpp"

#include "core/async/sleep.hpp"
#include "tests/support/co_test.hpp"

#include <memory>
#include <stdexcept>
#include <string>

namespace fz {
namespace {

using namespace std::chrono_literals;

task<int> answer() {
  co_await sleep(0ms);
  co_return 42;
}

task<std::unique_ptr<int>> move_only() { co_return std::make_unique<int>(7); }

task<> fails() {
  co_await sleep(0ms);
  throw std::runtime_error("no");
}

TEST(Run, GivesTheValueOfTheTask) {
  EXPECT_EQ(run(answer()), 42);
  EXPECT_EQ(*run(move_only()), 7);
}

TEST(Run, ThrowsWhatTheTaskThrew) { EXPECT_THROW(run(fails()), std::runtime_error); }

CO_TEST(Run, ATaskRunsOnlyWhenItIsAwaited) {
  bool ran = false;
  const auto start = [&]() -> task<> {
    ran = true;
    co_return;
  };
  task<> waiting = start();
  EXPECT_FALSE(ran);
  co_await std::move(waiting);
  EXPECT_TRUE(ran);
}

}  // namespace
}  // namespace fz
