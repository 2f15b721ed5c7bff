#include "core/async/process.hpp"

#include "core/async/timeout.hpp"
#include "core/util/error.hpp"
#include "tests/support/co_test.hpp"

#include <chrono>
#include <csignal>
#include <gmock/gmock.h>

namespace fz {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

process shell(const std::string& script) {
  process wanted;
  wanted.arguments = {"sh", "-c", script, "sh", "an argument; exit 9"};
  return wanted;
}

CO_TEST(Process, EndsWithItsStatusOrBySignal) {
  thread_pool pool(1);
  const process_end good = co_await run_process(pool, shell("exit 0"));
  EXPECT_TRUE(good.is_success());
  const process_end failed = co_await run_process(pool, shell("exit 3"));
  EXPECT_FALSE(failed.is_success());
  EXPECT_EQ(to_string(failed), "exit status 3");
  const process_end killed = co_await run_process(pool, shell("kill -9 $$"));
  EXPECT_FALSE(killed.is_success());
  EXPECT_EQ(to_string(killed), "signal 9 (Killed)");
}

CO_TEST(Process, HasItsArgumentsVariablesAndFolder) {
  thread_pool pool(1);
  process wanted = shell(
      "[ \"$1\" = 'an argument; exit 9' ] && [ \"$HOME:$FZ\" = '/h:1' ] && "
      "[ \"$(env | grep -c ^HOME=)\" = 1 ] && [ \"$(pwd)\" = / ]");
  wanted.variables = {"HOME=/h", "FZ=1"};
  wanted.folder = "/";
  const process_end end = co_await run_process(pool, std::move(wanted));
  EXPECT_TRUE(end.is_success());
}

CO_TEST(Process, MaySpeakToStderrAlone) {
  thread_pool pool(1);
  process wanted = shell("echo words");
  wanted.stdout_to_stderr = true;
  testing::internal::CaptureStderr();
  co_await run_process(pool, std::move(wanted));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "words\n");
}

CO_TEST(Process, WhatCannotBeStartedIsNamed) {
  thread_pool pool(1);
  process wanted;
  wanted.arguments = {"no-such-program"};
  outcome<process_end> result;
  co_await result.capture(run_process(pool, std::move(wanted)));
  try {
    result.take();
    ADD_FAILURE() << "nothing was thrown";
  } catch (const error& e) {
    EXPECT_THAT(e.what(), HasSubstr("Cannot run 'no-such-program': No such file or directory."));
  }
}

CO_TEST(Process, CancellationEndsIt) {
  thread_pool pool(1);
  outcome<process_end> result;
  co_await result.capture(with_timeout(run_process(pool, shell("exec sleep 1000")), 1ms));
  EXPECT_THROW(result.take(), error);
}

CO_TEST(Process, FindsNoSignalBlockedOrIgnored) {
  thread_pool pool(1);
  const auto before = std::signal(SIGINT, SIG_IGN);
  const process_end end = co_await run_process(pool, shell("kill -2 $$; exit 0"));
  std::signal(SIGINT, before);
  EXPECT_EQ(to_string(end), "signal 2 (Interrupt)");
}

CO_TEST(Process, WhatItPrintsIsRead) {
  thread_pool pool(1);
  process wanted = shell("printf 'a\\nb'; exit 4");
  const process_output few = co_await read_process(pool, std::move(wanted));
  EXPECT_EQ(few.text, "a\nb");
  EXPECT_EQ(few.end.status, 4);
  process much = shell("head -c 1000000 /dev/zero");
  const process_output all = co_await read_process(pool, std::move(much));
  EXPECT_EQ(all.text.size(), 1000000u);
  EXPECT_TRUE(all.end.is_success());
}

}  // namespace
}  // namespace fz
