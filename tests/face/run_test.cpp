#include "tests/face/written_project.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fz/fz.hpp>
#include <gmock/gmock.h>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace face_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

fz::code_revision coded(std::string id, std::vector<std::string> down,
                        std::function<void(fz::sync_connection&)> upgrade) {
  fz::code_revision made;
  made.id = std::move(id);
  made.down_revisions = std::move(down);
  made.upgrade = std::move(upgrade);
  return made;
}

std::function<void(fz::sync_connection&)> executes(std::string sql) {
  return [sql = std::move(sql)](fz::sync_connection& c) { c.execute(sql); };
}

struct listener final : fz::run_observer {
  std::vector<std::string> heard;

  void planned(const std::string&, const fz::run_report& steps) override {
    heard.push_back("planned " + std::to_string(steps.steps.size()));
  }
  void step_started(const std::string&, const fz::step_report& step) override {
    heard.push_back("started " + step.revision);
  }
  void step_done(const std::string&, const fz::step_report& step) override {
    heard.push_back("done " + step.revision);
  }
};

TEST(FaceRun, BringsTheHostsOwnEngineToHeadAndBack) {
  written_project written;
  written.revision("aaaaaaaaaaaa", "", "CREATE TABLE t (x);");
  const fz::project project =
      written.read({coded("bbbbbbbbbbbb", {"aaaaaaaaaaaa"}, executes("CREATE TABLE u (x)"))});
  EXPECT_THAT(project.heads(), ElementsAre("bbbbbbbbbbbb"));
  fz::engine engine = fz::engine::in_memory();
  fz::database database(engine);
  EXPECT_THAT(database.version(project), IsEmpty());
  listener to;
  const fz::run_outcome ended = fz::run(database, project, {}, to);
  EXPECT_FALSE(ended.failure);
  EXPECT_THAT(ended.boundary.rows, ElementsAre("bbbbbbbbbbbb"));
  EXPECT_THAT(to.heard, ElementsAre("planned 2", "started aaaaaaaaaaaa", "done aaaaaaaaaaaa",
                                    "started bbbbbbbbbbbb", "done bbbbbbbbbbbb"));
  EXPECT_EQ(count(engine, "t") + count(engine, "u"), 0);
  EXPECT_THAT(database.version(project), ElementsAre("bbbbbbbbbbbb"));

  fz::run_request back;
  back.action = fz::action::stamp;
  back.target = "aaaaaaaaaaaa";
  EXPECT_FALSE(fz::run(database, project, back).failure);
  EXPECT_THAT(database.version(project), ElementsAre("aaaaaaaaaaaa"));
}

TEST(FaceRun, TheConfiguredDatabaseIsMadeByTheFirstRunAlone) {
  written_project written;
  written.revision("aaaaaaaaaaaa", "", "CREATE TABLE t (x);");
  const fz::project project = written.read();
  fz::database database(project);
  EXPECT_THAT(database.version(project), IsEmpty());
  EXPECT_EQ(fz::preview(database, project).steps.size(), 1U);
  EXPECT_FALSE(std::filesystem::exists(written.folder.path() / "app.db"));
  EXPECT_FALSE(fz::run(database, project).failure);
  EXPECT_TRUE(std::filesystem::exists(written.folder.path() / "app.db"));
  EXPECT_TRUE(fz::preview(database, project).steps.empty());
}

TEST(FaceRun, AFailedStatementOfAFileIsData) {
  written_project written;
  written.revision("aaaaaaaaaaaa", "", "CREATE TABLE t (x);");
  written.revision("bbbbbbbbbbbb", "aaaaaaaaaaaa",
                   "CREATE TABLE u (x);\n  INSERT INTO v VALUES (1);");
  const fz::project project = written.read();
  fz::engine engine = fz::engine::in_memory();
  fz::database database(engine);
  const fz::run_outcome ended = fz::run(database, project);
  ASSERT_TRUE(ended.failure);
  EXPECT_EQ(ended.failure->kind, fz::error_kind::database);
  EXPECT_EQ(ended.failure->revision, "bbbbbbbbbbbb");
  EXPECT_EQ(ended.failure->fate, fz::step_fate::rolled_back);
  ASSERT_TRUE(ended.failure->refused);
  EXPECT_EQ(ended.failure->refused->condition, fz::database_condition::undefined_table);
  EXPECT_THAT(ended.failure->refused->position.file, HasSubstr("bbbbbbbbbbbb_x.sql"));
  EXPECT_EQ(ended.failure->refused->position.line, 10U);
  EXPECT_THAT(ended.boundary.rows, ElementsAre("aaaaaaaaaaaa"));
  EXPECT_TRUE(ended.boundary.is_known);
  EXPECT_EQ(ended.report.steps.size(), 1U);
}

TEST(FaceRun, WhatARevisionInCodeThrowsComesOutAsItWas) {
  written_project written;
  const fz::project project = written.read(
      {coded("aaaaaaaaaaaa", {}, [](fz::sync_connection&) { throw std::domain_error("mine"); })});
  fz::engine engine = fz::engine::in_memory();
  fz::database database(engine);
  const fz::run_outcome ended = fz::run(database, project);
  ASSERT_TRUE(ended.failure);
  EXPECT_THROW(std::rethrow_exception(ended.failure->thrown), std::domain_error);
  EXPECT_THAT(ended.failure->message, HasSubstr("mine"));
}

// The host's code sees fz::error; on its way out core must still know the database's error in it:
// what core does after it depends on the condition.
TEST(FaceRun, ADatabaseErrorSurvivesItsWayThroughTheHostsCode) {
  written_project written;
  bool was_seen = false;
  const fz::project project = written.read({coded("aaaaaaaaaaaa", {}, [&](fz::sync_connection& c) {
    try {
      c.execute("INSERT INTO nowhere VALUES (1)");
    } catch (const fz::error& e) {
      was_seen = e.refused().has_value();
      throw;
    }
  })});
  fz::engine engine = fz::engine::in_memory();
  fz::database database(engine);
  const fz::run_outcome ended = fz::run(database, project);
  EXPECT_TRUE(was_seen);
  ASSERT_TRUE(ended.failure);
  ASSERT_TRUE(ended.failure->refused);
  EXPECT_EQ(ended.failure->refused->sql, "INSERT INTO nowhere VALUES (1)");
}

TEST(FaceRun, NothingRunsIfTheHostDoesNotConfirm) {
  written_project written;
  const fz::project project =
      written.read({coded("aaaaaaaaaaaa", {}, executes("CREATE TABLE t (x)"))});
  fz::engine engine = fz::engine::in_memory();
  fz::database database(engine);
  std::size_t planned = 0;
  fz::run_request wanted;
  wanted.confirm = [&](const fz::run_report& steps) {
    planned = steps.steps.size();
    return false;
  };
  const fz::run_outcome ended = fz::run(database, project, wanted);
  EXPECT_EQ(planned, 1U);
  ASSERT_TRUE(ended.failure);
  EXPECT_THAT(database.version(project), IsEmpty());
}

TEST(FaceRun, AStopCancelsTheStatementAndSaysWhereTheDatabaseIs) {
  using namespace std::chrono_literals;
  written_project written;
  written.revision("aaaaaaaaaaaa", "", "CREATE TABLE t (x);");
  written.revision("bbbbbbbbbbbb", "aaaaaaaaaaaa",
                   "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                   "WHERE i < 200000000000) SELECT count(*) FROM n;");
  const fz::project project = written.read();
  fz::engine engine = fz::engine::in_memory();
  fz::database database(engine);
  struct : fz::run_observer {
    std::stop_source stop;
    std::jthread later;
    void step_started(const std::string&, const fz::step_report& step) override {
      if (step.revision != "bbbbbbbbbbbb") return;
      later = std::jthread([this] {
        std::this_thread::sleep_for(100ms);
        stop.request_stop();
      });
    }
  } stops;
  fz::run_request wanted;
  wanted.stop = stops.stop.get_token();
  const fz::run_outcome ended = fz::run(database, project, wanted, stops);
  ASSERT_TRUE(ended.failure);
  EXPECT_EQ(ended.failure->kind, fz::error_kind::interrupted);
  EXPECT_THAT(ended.boundary.rows, ElementsAre("aaaaaaaaaaaa"));
  EXPECT_EQ(count(engine, "t"), 0);
}

TEST(FaceRun, AStopThatWasAskedForBeforeKeepsTheRunFromItsSteps) {
  written_project written;
  const fz::project project =
      written.read({coded("aaaaaaaaaaaa", {}, executes("CREATE TABLE t (x)"))});
  fz::engine engine = fz::engine::in_memory();
  fz::database database(engine);
  std::stop_source stop;
  stop.request_stop();
  fz::run_request wanted;
  wanted.stop = stop.get_token();
  const fz::run_outcome ended = fz::run(database, project, wanted);
  ASSERT_TRUE(ended.failure);
  EXPECT_EQ(ended.failure->kind, fz::error_kind::interrupted);
  EXPECT_THAT(database.version(project), IsEmpty());
}

TEST(FaceRun, OneProjectServesManyDatabasesOnTheirThreads) {
  written_project written;
  written.revision("aaaaaaaaaaaa", "", "CREATE TABLE t (x);");
  const fz::project project = written.read();
  std::vector<fz::engine> engines;
  for (int i = 0; i < 4; ++i) engines.push_back(fz::engine::in_memory());
  std::vector<std::jthread> threads;
  for (fz::engine& each : engines) {
    threads.emplace_back([&] {
      fz::database database(each);
      EXPECT_FALSE(fz::run(database, project).failure);
    });
  }
  threads.clear();
  for (fz::engine& each : engines) EXPECT_EQ(count(each, "t"), 0);
}

TEST(FaceRun, AFileThatIsNotARevisionIsLogged) {
  written_project written;
  written.write("migrations/versions/notes.txt", "x");
  written.read();
  EXPECT_THAT(written.log, testing::Contains(HasSubstr("notes.txt")));
}

TEST(FaceProject, ThrowsWhatIsWrong) {
  written_project written;
  written.write("alembic.toml", "[alembic]\nscript_locatoin = \"x\"\n");
  try {
    written.read();
    FAIL();
  } catch (const fz::error& e) {
    EXPECT_EQ(e.kind(), fz::error_kind::config);
    EXPECT_THAT(e.what(), HasSubstr("alembic.toml:2:1"));
  }
}

}  // namespace
}  // namespace face_test
