#include "core/fleet/run_journal.hpp"

#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct journal_file {
  temporary_folder folder;
  std::filesystem::path path = folder.path() / "journal";
};

TEST(RunJournal, TheSameRunContinuesWhereItStopped) {
  const journal_file file;
  {
    run_journal first(file.path, "run");
    first.add_done("b");
    first.add_done("a");
    first.add_passed("canary");
  }
  const run_journal again(file.path, "run");
  EXPECT_THAT(again.done(), ElementsAre("a", "b"));
  EXPECT_THAT(again.passed(), ElementsAre("canary"));
}

TEST(RunJournal, AnotherRunBeginsAnew) {
  const journal_file file;
  { run_journal(file.path, "run").add_done("a"); }
  { EXPECT_THAT(run_journal(file.path, "other").done(), IsEmpty()); }
  EXPECT_THAT(run_journal(file.path, "run").done(), IsEmpty());
}

TEST(RunJournal, ALastLineThatIsCutOffDoesNotCount) {
  const journal_file file;
  {
    run_journal first(file.path, "run");
    first.add_done("a");
    first.add_done("b");
  }
  const std::string text = read_file(file.path);
  write_file(file.path, text.substr(0, text.size() - 4), existing_file::replace);
  {
    run_journal again(file.path, "run");
    EXPECT_THAT(again.done(), ElementsAre("a"));
    again.add_done("c");
  }
  EXPECT_THAT(run_journal(file.path, "run").done(), ElementsAre("a", "c"));
}

TEST(RunJournal, IsGoneAtTheEndOfTheRun) {
  const journal_file file;
  run_journal journal(file.path, "run");
  journal.finish();
  EXPECT_FALSE(std::filesystem::exists(file.path));
}

TEST(RunJournal, IsKeptByOneProcessAtATime) {
  const journal_file file;
  const run_journal first(file.path, "run");
  EXPECT_THROW(run_journal(file.path, "run"), error);
}

}  // namespace
}  // namespace fz
