#include "core/command/upgrade.hpp"

#include "tests/command/database_project.hpp"
#include "tests/support/co_test.hpp"

#include <chrono>
#include <filesystem>
#include <gmock/gmock.h>
#include <utility>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

CO_TEST(UpgradeCommand, MakesTheDatabaseAndAppliesEverything) {
  database_project p;
  p.write_two();
  const run_report done = co_await p.upgrade();
  EXPECT_THAT(revisions_of(done), ElementsAre("a", "b"));
  EXPECT_THAT(co_await p.rows(), ElementsAre("b"));
}

CO_TEST(UpgradeCommand, ADryRunSaysWhatItWouldDoAndMakesNothing) {
  database_project p;
  p.write_two();
  command::run_options options;
  options.dry_run = true;
  const run_outcome planned = co_await command::upgrade(p.ctx, options, p.heard);
  EXPECT_THAT(revisions_of(planned.report), ElementsAre("a", "b"));
  EXPECT_FALSE(planned.failure);
  EXPECT_FALSE(std::filesystem::exists(p.file));
  EXPECT_THAT(p.heard.plans, IsEmpty());
}

CO_TEST(UpgradeCommand, WhatKeepsADryRunFromBeingDoneIsThrown) {
  database_project p;
  p.write_two();
  command::run_options options;
  options.dry_run = true;
  options.target = "gone";
  const error said = co_await failure_of(command::upgrade(p.ctx, options, p.heard));
  EXPECT_THAT(said.what(), HasSubstr("'gone'"));
}

CO_TEST(UpgradeCommand, TakesTheScopeOfTheConfigurationUnlessOneIsGiven) {
  database_project p;
  p.write_two();
  p.files.write("c", "b", "-- fz:upgrade\nINSERT INTO gone VALUES (1);\n");
  p.ctx.config.alembic.transaction = transaction_scope::all;
  command::run_options usual;
  const run_outcome whole = co_await command::upgrade(p.ctx, std::move(usual), p.heard);
  EXPECT_EQ(failure_in(whole).fate, step_fate::run_rolled_back);
  command::run_options each;
  each.scope = transaction_scope::each;
  const run_outcome stepwise = co_await command::upgrade(p.ctx, each, p.heard);
  EXPECT_EQ(failure_in(stepwise).fate, step_fate::rolled_back);
  EXPECT_THAT(stepwise.boundary.rows, ElementsAre("b"));
}

CO_TEST(UpgradeCommand, ADowngradeGoesBackAndAsksFirst) {
  database_project p;
  p.write_two();
  co_await p.upgrade();
  command::run_options options;
  options.target = "base";
  std::size_t asked_about = 0;
  options.confirm = [&](const run_report& planned) -> task<bool> {
    asked_about = planned.steps.size();
    co_return true;
  };
  const run_outcome down = co_await command::downgrade(p.ctx, options, p.heard);
  EXPECT_EQ(asked_about, 2u);
  EXPECT_THAT(revisions_of(report_of(down)), ElementsAre("b", "a"));
  EXPECT_THAT(co_await p.rows(), IsEmpty());
}

CO_TEST(UpgradeCommand, WithoutAUrlNothingIsOpened) {
  database_project p;
  p.write_two();
  p.ctx.config.database.url.reset();
  const error said = co_await failure_of(p.upgrade());
  EXPECT_EQ(said.kind(), error_kind::config);
  EXPECT_THAT(said.what(), HasSubstr("No database URL is configured."));
}

CO_TEST(UpgradeCommand, RevisionsInCodeRunBesideThoseInFiles) {
  database_project p;
  p.write_two();
  code_migration coded;
  coded.revision.id = "c";
  coded.revision.down_revisions = {"b"};
  coded.upgrade = [](sync_connection& c) { c.execute("INSERT INTO b VALUES (1)"); };
  p.ctx.registered.push_back(coded);
  const run_report done = co_await p.upgrade();
  EXPECT_THAT(revisions_of(done), ElementsAre("a", "b", "c"));
}

}  // namespace
}  // namespace fz
