#include "core/command/listing.hpp"

#include "tests/command/database_project.hpp"
#include "tests/support/co_test.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <string>
#include <utility>
#include <vector>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> ids_of(const command::revision_list& list) {
  return ids(list.map(), list.revisions);
}

CO_TEST(CurrentCommand, OfAMissingDatabaseIsEmptyAndMakesNothing) {
  database_project p;
  p.write_two();
  const command::revision_list list = co_await command::current(p.ctx);
  EXPECT_THAT(list.revisions, IsEmpty());
  EXPECT_FALSE(command::is_at_heads(list));
  EXPECT_FALSE(std::filesystem::exists(p.file));
}

CO_TEST(CurrentCommand, NamesTheRowsAndKnowsWhetherTheyAreTheHeads) {
  database_project p;
  p.write_two();
  co_await p.upgrade("a");
  const command::revision_list at_a = co_await command::current(p.ctx);
  EXPECT_THAT(ids_of(at_a), ElementsAre("a"));
  EXPECT_FALSE(command::is_at_heads(at_a));
  co_await p.upgrade();
  const command::revision_list at_head = co_await command::current(p.ctx);
  EXPECT_TRUE(command::is_at_heads(at_head));
  EXPECT_TRUE(at_head.is_row(at_head.revisions.at(0)));
}

CO_TEST(HistoryCommand, AsksTheDatabaseOnlyIfItMust) {
  database_project p;
  p.write_two();
  command::history_options everything;
  const command::revision_list all = co_await command::history(p.ctx, std::move(everything));
  EXPECT_THAT(ids_of(all), ElementsAre("b", "a"));
  EXPECT_FALSE(all.rows.has_value());
  co_await p.upgrade("a");
  command::history_options from_current;
  from_current.range = "current:";
  const command::revision_list rest = co_await command::history(p.ctx, std::move(from_current));
  EXPECT_THAT(ids_of(rest), ElementsAre("b", "a"));
  EXPECT_THAT(*rest.rows, ElementsAre("a"));
}

CO_TEST(HeadsCommand, MayLeaveOutThoseThatAnotherDependsOn) {
  database_project p;
  p.write_two();
  p.add("c", "", "-- depends_on = \"b\"\n");
  const command::revision_list all = co_await command::heads(p.ctx, command::which_heads::all);
  EXPECT_EQ(all.revisions.size(), 2u);
  const command::revision_list real = co_await command::heads(p.ctx, command::which_heads::real);
  EXPECT_THAT(ids_of(real), ElementsAre("c"));
}

CO_TEST(BranchesCommand, ListsWhereTheGraphForks) {
  database_project p;
  p.write_two();
  p.add("c", "a");
  const command::revision_list list = co_await command::branches(p.ctx);
  EXPECT_THAT(ids_of(list), ElementsAre("a"));
}

CO_TEST(ShowCommand, TakesAnIdentifierOrCurrent) {
  const std::string gone_text = "gone";
  database_project p;
  p.write_two();
  std::string identifier = "head";
  const command::revision_list head = co_await command::show(p.ctx, std::move(identifier));
  EXPECT_THAT(ids_of(head), ElementsAre("b"));
  co_await p.upgrade("a");
  identifier = "current";
  const command::revision_list current = co_await command::show(p.ctx, std::move(identifier));
  EXPECT_THAT(ids_of(current), ElementsAre("a"));
  const error said = co_await failure_of(command::show(p.ctx, gone_text));
  EXPECT_EQ(said.kind(), error_kind::revision);
}

CO_TEST(StatusCommand, SaysWhatIsAppliedPendingAndChanged) {
  database_project p;
  p.ctx.config.alembic.audit_table = "fz_audit";
  p.write_two();
  co_await p.upgrade("a");
  p.files.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x, y);\n");
  const command::status_report report = co_await command::status(p.ctx);
  EXPECT_THAT(ids_of(report.all), ElementsAre("b", "a"));
  EXPECT_THAT(report.applied, ElementsAre(false, true));
  EXPECT_EQ(report.pending, 1u);
  EXPECT_THAT(ids(report.all.map(), report.changed), ElementsAre("a"));
}

}  // namespace
}  // namespace fz
