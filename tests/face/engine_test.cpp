#include "tests/face/written_project.hpp"

#include <gtest/gtest.h>

#include <fz/fz.hpp>
#include <gmock/gmock.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace face_test {
namespace {

TEST(FaceEngine, InMemoryKeepsOneDatabaseForAllCalls) {
  fz::engine engine = fz::engine::in_memory();
  engine.begin([](fz::sync_connection& c) { c.execute("CREATE TABLE t (x)"); });
  engine.begin([](fz::sync_connection& c) { c.execute("INSERT INTO t VALUES (1)"); });
  EXPECT_EQ(count(engine, "t"), 1);
  EXPECT_EQ(engine.dialect(), fz::dialect::sqlite);
}

TEST(FaceEngine, TwoInMemoryAreTwoDatabases) {
  fz::engine one = fz::engine::in_memory();
  fz::engine other = fz::engine::in_memory();
  one.begin([](fz::sync_connection& c) { c.execute("CREATE TABLE t (x)"); });
  EXPECT_THROW(count(other, "t"), fz::error);
}

TEST(FaceEngine, EveryKindOfValueComesBack) {
  fz::engine engine = fz::engine::in_memory();
  const fz::parameters values{fz::null, std::int64_t{-7}, 1.5, std::string("ä\0b", 4),
                              fz::blob{std::byte{0}, std::byte{255}}};
  const std::vector<fz::row> rows = engine.run_sync([&](fz::sync_connection& c) {
    return c.query("SELECT ? AS a, ? AS b, ? AS c, ? AS d, ? AS e", values);
  });
  ASSERT_EQ(rows.size(), 1U);
  ASSERT_EQ(rows[0].size(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(rows[0][i], values[i]) << i;
  EXPECT_EQ(rows[0].integer("b"), -7);
  EXPECT_THROW(rows[0].text("b"), fz::error);
  EXPECT_THROW(rows[0]["nothing"], std::out_of_range);
}

TEST(FaceEngine, WhatTheFunctionThrowsRollsBackAndComesOut) {
  fz::engine engine = fz::engine::in_memory();
  engine.begin([](fz::sync_connection& c) { c.execute("CREATE TABLE t (x)"); });
  EXPECT_THROW(engine.begin([](fz::sync_connection& c) {
    c.execute("INSERT INTO t VALUES (1)");
    throw std::domain_error("the host's own");
  }),
               std::domain_error);
  EXPECT_EQ(count(engine, "t"), 0);
}

TEST(FaceEngine, AnInnerTransactionIsRolledBackOnItsOwn) {
  fz::engine engine = fz::engine::in_memory();
  engine.run_sync([](fz::sync_connection& c) {
    c.execute("CREATE TABLE t (x)");
    EXPECT_THROW(c.transaction([&] {
      EXPECT_TRUE(c.in_transaction());
      c.execute("INSERT INTO t VALUES (1)");
      throw std::domain_error("no");
    }),
                 std::domain_error);
    EXPECT_FALSE(c.in_transaction());
  });
  EXPECT_EQ(count(engine, "t"), 0);
}

TEST(FaceEngine, ARefusedStatementIsData) {
  fz::engine engine = fz::engine::in_memory();
  engine.begin([](fz::sync_connection& c) {
    c.execute("CREATE TABLE t (x UNIQUE)");
    c.execute("INSERT INTO t VALUES (1)");
    try {
      c.execute("INSERT INTO t VALUES (1)");
      FAIL();
    } catch (const fz::error& e) {
      EXPECT_EQ(e.kind(), fz::error_kind::database);
      ASSERT_TRUE(e.refused());
      EXPECT_EQ(e.refused()->condition, fz::database_condition::unique_violation);
      EXPECT_EQ(e.refused()->sql, "INSERT INTO t VALUES (1)");
    }
  });
}

TEST(FaceEngine, AWrongUrlIsSaidAtOnce) {
  try {
    const fz::engine engine("mysql://nowhere");
    FAIL();
  } catch (const fz::error& e) {
    EXPECT_EQ(e.kind(), fz::error_kind::config);
    EXPECT_FALSE(e.refused());
  }
}

TEST(FaceEngine, ACallFromWithinAnotherIsRefusedInsteadOfWaitingForItself) {
  fz::engine engine = fz::engine::in_memory();
  engine.run_sync([&](fz::sync_connection&) {
    EXPECT_THROW(engine.run_sync([](fz::sync_connection&) {}), std::logic_error);
  });
  EXPECT_NO_THROW(engine.run_sync([](fz::sync_connection&) {}));
}

TEST(FaceEngine, ThreadsTakeTurns) {
  fz::engine engine = fz::engine::in_memory();
  engine.begin([](fz::sync_connection& c) { c.execute("CREATE TABLE t (x)"); });
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 25; ++n) {
        engine.begin([](fz::sync_connection& c) { c.execute("INSERT INTO t VALUES (1)"); });
      }
    });
  }
  for (std::thread& each : threads) each.join();
  EXPECT_EQ(count(engine, "t"), 100);
}

}  // namespace
}  // namespace face_test
