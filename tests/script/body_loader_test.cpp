#include "core/script/body_loader.hpp"

#include "core/util/error.hpp"
#include "core/util/sha256.hpp"
#include "tests/database/temporary_database.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace fz {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const std::string front = "-- +++\n-- revision = \"a\"\n-- +++\n";

struct BodyLoader : testing::Test {
  temporary_folder folder;
  std::string path = (folder.path() / "a.sql").string();
  std::shared_ptr<body_memory> memory = std::make_shared<body_memory>(1 << 20);

  void write(const std::string& body) const { std::ofstream(path) << front << body; }

  std::optional<file_body> load(direction way = direction::upgrade,
                                dialect d = dialect::sqlite) const {
    revision r;
    r.id = "a";
    r.file = path;
    return load_body(r, way, d, memory);
  }

  std::string refusal(dialect d = dialect::sqlite) const {
    try {
      load(direction::upgrade, d);
    } catch (const error& e) {
      return e.what();
    }
    return "";
  }
};

/// A section of `count` rows, longer than what is kept from some thousand on.
std::string rows(int count) {
  std::string text = "-- fz:upgrade\n";
  for (int i = 0; i < count; ++i) text += fmt::format("INSERT INTO t VALUES ({}, 'é; --');\n", i);
  return text;
}

std::vector<std::string> read(const script_ptr& script) {
  std::vector<std::string> seen;
  for (const statement& s : statements_of(script)) seen.push_back(to_string(s.position) + s.sql);
  return seen;
}

std::string failure_in(const script_ptr& script) {
  try {
    read(script);
  } catch (const error& e) {
    return e.what();
  }
  return "";
}

TEST_F(BodyLoader, ALongBodyIsReadFromTheFileAndAShortOneIsKept) {
  write(rows(20'000) + "-- fz:downgrade\nDELETE FROM t;\n");
  const auto long_one = load();
  EXPECT_FALSE(long_one->script->is_in_memory());
  EXPECT_EQ(long_one->script->size(), 20'000u);
  const std::vector<std::string> seen = read(long_one->script);
  ASSERT_EQ(seen.size(), 20'000u);
  EXPECT_EQ(seen[0], path + ":5:1INSERT INTO t VALUES (0, 'é; --')");
  EXPECT_EQ(seen.back(), path + ":20004:1INSERT INTO t VALUES (19999, 'é; --')");
  EXPECT_EQ(read(long_one->script), seen) << "it can be read again";
  EXPECT_EQ(read(load(direction::downgrade)->script),
            std::vector<std::string>{path + ":20006:1DELETE FROM t"});

  write(rows(10));
  const auto short_one = load();
  EXPECT_TRUE(short_one->script->is_in_memory());
  EXPECT_EQ(short_one->script->size(), 10u);
  EXPECT_EQ(short_one->sha256, sha256(front + rows(10)));
  EXPECT_FALSE(load(direction::downgrade));
}

TEST_F(BodyLoader, ShortBodiesAreKeptOnlyAsLongAsThereIsMemoryForThem) {
  memory = std::make_shared<body_memory>(25'000);
  write(rows(100));
  auto first = load();
  const auto second = load();
  EXPECT_TRUE(first->script->is_in_memory());
  EXPECT_FALSE(second->script->is_in_memory());
  EXPECT_EQ(read(second->script), read(first->script));
  first.reset();
  EXPECT_TRUE(load()->script->is_in_memory());
}

TEST_F(BodyLoader, AFileThatIsChangedAfterItWasCheckedIsRefused) {
  for (const int count : {10, 20'000}) {
    write(rows(count));
    const auto body = load();
    write(rows(count) + "-- more\n");
    EXPECT_EQ(failure_in(body->script), path + ": The file was changed after it had been checked.");
    std::filesystem::remove(path);
    EXPECT_THAT(failure_in(body->script), HasSubstr("No such file"));
  }
}

/// A file may be changed so that the system does not show it.
TEST_F(BodyLoader, TheContentOfALongFileIsComparedToo) {
  write(rows(20'000));
  const auto body = load();
  const auto before = std::filesystem::last_write_time(path);
  std::fstream file(path, std::ios::in | std::ios::out);
  file.seekp(-20, std::ios::end);
  file << "7";
  file.close();
  std::filesystem::last_write_time(path, before);
  EXPECT_EQ(failure_in(body->script), path + ": The file was changed after it had been checked.");
}

TEST_F(BodyLoader, EveryStatementThatIsRefusedIsNamed) {
  write("-- fz:upgrade\nBEGIN;\nCREATE TABLE t (a);\nVACUUM;\nCOMMIT;\n");
  EXPECT_THAT(refusal(), AllOf(HasSubstr(path + ":5:1: BEGIN"), HasSubstr(path + ":7:1: VACUUM"),
                               HasSubstr(path + ":8:1: COMMIT")));
}

TEST_F(BodyLoader, WhatIsNotSqlDoesNotHideTheMistakesAfterIt) {
  write("-- fz:upgrade\n\\set v it's\nBEGIN;\n-- migrate:down\n.read x\nSELECT '\n");
  EXPECT_THAT(refusal(),
              AllOf(HasSubstr(path + ":5:1: \\set is a psql command"),
                    HasSubstr(path + ":6:1: BEGIN"), HasSubstr(path + ":7:1: '-- migrate"),
                    HasSubstr(path + ":8:1: .read"), HasSubstr(path + ":9:8: ")));
}

TEST_F(BodyLoader, StatementsThatNeedNotBeRunAreLeftOutOfALongBodyToo) {
  write("-- fz:upgrade\nPRAGMA foreign_keys = OFF;\n" + rows(20'000).substr(14) +
        "PRAGMA foreign_keys = OFF;\n");
  const auto body = load();
  EXPECT_EQ(body->notes.size(), 2u);
  EXPECT_EQ(body->script->size(), 20'000u);
  EXPECT_EQ(read(body->script).size(), 20'000u);
}

TEST_F(BodyLoader, WrongCharactersAreFoundWhereverTheyAre) {
  // The pieces of a file end after 256 KiB.
  for (const std::size_t before : {10, 262'130, 262'131, 262'132, 262'133, 262'134, 300'000}) {
    const std::string fill = "-- fz:upgrade\n--" + std::string(before, 'x');
    write(fill + "é日🎉\nSELECT 1;\n");
    EXPECT_EQ(refusal(), "") << before;
    write(fill + "\xf0\x9f\x8e\nSELECT 1;\n");
    EXPECT_THAT(refusal(),
                HasSubstr(fmt::format(":5:{}: The bytes here are not UTF-8", before + 3)));
    write(fill + std::string(1, '\0'));
    EXPECT_THAT(refusal(), HasSubstr(fmt::format(":5:{}: There is a NUL character", before + 3)));
  }
}

TEST_F(BodyLoader, ASectionWithATodoIsRefusedUntilTheLineIsTakenOut) {
  write(
      "-- fz:upgrade\n  -- fz:todo look for rows without a name\nSELECT 1;\n-- FZ:TODO\n"
      "-- fz:downgrade\nSELECT 2;\n");
  EXPECT_THAT(
      refusal(),
      AllOf(HasSubstr(path + ":5:3: This is still to be done: look for rows without a name."),
            HasSubstr("\n" + path + ":7:1: This is still to be done.")));
  EXPECT_EQ(load(direction::downgrade)->script->size(), 1u) << "the other direction has none";
  write("-- fz:upgrade\nSELECT '\n-- fz:todo a string\n';\n/*\n-- fz:todo a comment\n*/\n");
  EXPECT_EQ(load()->script->size(), 1u);
}

TEST_F(BodyLoader, ATodoBeforeTheSectionsHoldsForAllOfThem) {
  write("-- fz:todo read this\n-- fz:upgrade\nSELECT 1;\n-- fz:downgrade\n");
  EXPECT_THAT(refusal(), HasSubstr(path + ":4:1: This is still to be done: read this."));
  EXPECT_THROW(load(direction::downgrade), error);
}

TEST_F(BodyLoader, ATodoOfAnotherDialectDoesNotMatter) {
  write("-- fz:upgrade sqlite\nSELECT 1;\n-- fz:upgrade postgresql\n-- fz:todo check sqlite\n");
  EXPECT_EQ(load()->script->size(), 1u);
  EXPECT_THAT(refusal(dialect::postgresql), HasSubstr("check sqlite"));
}

}  // namespace
}  // namespace fz
