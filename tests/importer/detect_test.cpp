#include "core/importer/detect.hpp"

#include "core/util/error.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace fz::importer {
namespace {

class Detect : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text = "SELECT 1;\n") {
    std::filesystem::create_directories((root.path() / name).parent_path());
    std::ofstream(root.path() / name) << text;
  }

  std::string failure(std::optional<tool> wanted = {}) {
    try {
      detect(root.path(), wanted);
    } catch (const error& e) {
      return e.what();
    }
    return "";
  }

  temporary_folder root;
};

TEST_F(Detect, KnowsEachToolByItsFiles) {
  const std::vector<std::tuple<tool, std::string, std::string>> cases = {
      {tool::dbmate, "db/migrations/1_a.sql", "-- migrate:up\n"},
      {tool::goose, "migrations/1_a.sql", "\n-- +goose Up\n"},
      {tool::golang_migrate, "migrations/1_a.up.sql", ""},
      {tool::flyway, "sql/V1__a.sql", ""},
      {tool::flyway, "flyway.toml", ""},
      {tool::diesel, "migrations/2024-01-01-000000_a/up.sql", ""},
      {tool::sqlx, "migrations/1_a.sql", ""},
      {tool::sqitch, "sqitch.plan", ""},
      {tool::alembic, "alembic.ini", ""},
      {tool::alembic, "pyproject.toml", "[tool.alembic]\n"}};
  for (const auto& [expected, name, text] : cases) {
    const std::filesystem::path top = root.path() / *std::filesystem::path(name).begin();
    write(name, text);
    EXPECT_EQ(detect(root.path(), {}).from, expected) << name;
    std::filesystem::remove_all(top);
  }
}

TEST_F(Detect, FindsTheFolderThatTheSettingsName) {
  const std::vector<std::tuple<tool, std::string, std::string>> cases = {
      {tool::diesel, "diesel.toml", "[migrations_directory]\ndir = \"moves/pg\"\n"},
      {tool::sqlx, "sqlx.toml", "[migrate]\nmigrations-dir = \"moves/pg\"\n"},
      {tool::goose, ".env", "GOOSE_MIGRATION_DIR=./moves/pg\n"},
      {tool::dbmate, ".env", "DBMATE_MIGRATIONS_DIR=moves/pg\n"}};
  std::filesystem::create_directories(root.path() / "moves/pg");
  for (const auto& [expected, name, text] : cases) {
    write(name, text);
    const candidate found = detect(root.path(), {});
    EXPECT_EQ(found.from, expected) << name;
    EXPECT_EQ(found.path, root.path() / "moves/pg") << name;
    std::filesystem::remove(root.path() / name);
  }
}

TEST_F(Detect, FoldersMayBeNamedAfterADatabase) {
  write("migrations/mysql/000001_a.up.sql");
  write("migrations/postgres/000001_a.up.sql");
  EXPECT_EQ(detect(root.path(), {}).path, root.path() / "migrations/postgres");
  EXPECT_EQ(detect(root.path() / "migrations", {}).path, root.path() / "migrations/postgres");
}

TEST_F(Detect, SeveralProjectsOfSqitchBesideEachOtherAreNamed) {
  write("accounts/sqitch.conf");
  write("shop/sqitch.plan");
  EXPECT_NE(failure().find("More than one tool fits: sqitch (sqitch.conf in "), std::string::npos);
}

TEST_F(Detect, PairsAreThoseOfSqlxInARustProject) {
  write("migrations/1_a.up.sql");
  write("Cargo.toml");
  EXPECT_EQ(detect(root.path(), {}).from, tool::sqlx);
}

TEST_F(Detect, NamesAllWhereSeveralFit) {
  write("1_a.sql", "-- migrate:up\n");
  write("2_b.sql", "-- +goose Up\n");
  write("sqitch.plan", "");
  EXPECT_NE(failure().find("More than one tool fits: sqitch"), std::string::npos);
  EXPECT_EQ(detect(root.path(), tool::sqitch).from, tool::sqitch);
}

TEST_F(Detect, SaysThatThereIsNothing) {
  EXPECT_NE(failure().find("holds no migrations of a tool that is known here: dbmate"),
            std::string::npos);
  write("db/migrate/1_a.rb", "");
  EXPECT_NE(failure().find("holds migrations in Ruby"), std::string::npos);
}

}  // namespace
}  // namespace fz::importer
