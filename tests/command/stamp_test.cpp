#include "core/command/stamp.hpp"

#include "tests/command/database_project.hpp"
#include "tests/support/co_test.hpp"

#include <gmock/gmock.h>
#include <string>
#include <utility>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct stamped_project : database_project {
  task<run_outcome> stamp(std::string target, purge rows_first = purge::no) {
    command::stamp_options options;
    options.targets.push_back(std::move(target));
    options.rows_first = rows_first;
    return command::stamp(ctx, std::move(options), heard);
  }
};

CO_TEST(StampCommand, SetsTheVersionTableAndRunsNothing) {
  stamped_project p;
  p.write_two();
  const run_outcome done = co_await p.stamp("head");
  EXPECT_FALSE(done.failure);
  EXPECT_THAT(done.boundary.rows, ElementsAre("b"));
  EXPECT_THAT(co_await p.rows(), ElementsAre("b"));
  co_await p.execute("CREATE TABLE b (y)");  // nothing made it
}

CO_TEST(StampCommand, PurgeDropsRowsThatNoFileExplains) {
  stamped_project p;
  p.write_two();
  co_await p.stamp("b");
  co_await p.execute("UPDATE alembic_version SET version_num = 'lost'");
  const run_outcome refused = co_await p.stamp("a");
  EXPECT_THAT(sentence_of(failure_in(refused).what), HasSubstr("'lost'"));
  co_await p.stamp("a", purge::yes);
  EXPECT_THAT(co_await p.rows(), ElementsAre("a"));
}

CO_TEST(StampCommand, OnlyAPurgeGivesUpASectionThatWasStoppedHalfWay) {
  stamped_project p;
  p.files.write(
      "a", "",
      "-- fz:upgrade transaction=off\nCREATE TABLE a (x);\nINSERT INTO gone VALUES (1);\n");
  const error failed = co_await failure_of(p.upgrade());
  EXPECT_THAT(failed.what(), HasSubstr("gone"));
  const run_outcome refused = co_await p.stamp("a");
  outcome<void> kept;
  kept.hold_call([&] { std::rethrow_exception(failure_in(refused).what); });
  EXPECT_EQ(failure_in(kept).remedy().what, remedy::action::finish_or_give_up);
  EXPECT_THAT(co_await p.rows(), ElementsAre());
  co_await p.stamp("a", purge::yes);
  EXPECT_THAT(co_await p.rows(), ElementsAre("a"));
  co_await p.execute("CREATE TABLE alembic_version_journal (x)");  // the journal was dropped
}

CO_TEST(StampCommand, AnUnknownTargetChangesNothing) {
  stamped_project p;
  p.write_two();
  co_await p.upgrade();
  const run_outcome refused = co_await p.stamp("gone");
  EXPECT_THAT(sentence_of(failure_in(refused).what), HasSubstr("'gone'"));
  EXPECT_THAT(co_await p.rows(), ElementsAre("b"));
}

CO_TEST(EnsureVersion, MakesTheVersionTableOnce) {
  stamped_project p;
  co_await command::ensure_version(p.ctx);
  EXPECT_THAT(co_await p.rows(), ElementsAre());
  co_await p.execute("INSERT INTO alembic_version VALUES ('a')");
  co_await command::ensure_version(p.ctx);
  EXPECT_THAT(co_await p.rows(), ElementsAre("a"));
}

}  // namespace
}  // namespace fz
