#include "core/script/script_directory.hpp"

#include "core/util/error.hpp"
#include "core/util/file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fz {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ScriptDirectory : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("fz_script_" + std::to_string(::getpid()));
    fs::create_directories(versions());
    fs::create_directories(folder_ / "more");
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path versions() const { return folder_ / "versions"; }

  void write(const fs::path& name, std::string_view text) {
    write_file(folder_ / name, text, existing_file::replace);
  }

  void add(const fs::path& name, const std::string& id, const std::string& comment = "") {
    write(name, "-- " + comment + "\n-- +++\n-- revision = \"" + id +
                    "\"\n-- +++\n-- fz:upgrade\nSELECT 'a;\n");
  }

  script_directory read(std::vector<fs::path> version_locations = {}) {
    return read_script_directory({folder_, std::move(version_locations)});
  }

  std::vector<std::string> ids(std::vector<fs::path> version_locations = {}) {
    std::vector<std::string> result;
    for (const revision& r : read(std::move(version_locations)).revisions) result.push_back(r.id);
    std::sort(result.begin(), result.end());
    return result;
  }

  std::string refusal(error_kind kind, std::vector<fs::path> version_locations = {}) {
    try {
      read(std::move(version_locations));
    } catch (const error& e) {
      EXPECT_EQ(e.kind(), kind);
      return e.what();
    }
    ADD_FAILURE() << "nothing was refused";
    return "";
  }

  fs::path folder_;
};

TEST_F(ScriptDirectory, RevisionsComeFromAllFolders) {
  add("versions/b.sql", "1");
  add("versions/a.sql", "2");
  add("more/0.sql", "3");
  EXPECT_THAT(ids(), ElementsAre("1", "2"));
  EXPECT_THAT(ids({folder_ / "more"}), ElementsAre("1", "2", "3"));
}

TEST_F(ScriptDirectory, ARevisionKnowsItsPlace) {
  add("versions/a.sql", "1");
  EXPECT_EQ(read().revisions[0].file, (versions() / "a.sql").string());
  EXPECT_EQ(read().revisions[0].line, 3u);
}

// So many are read by several threads.
TEST_F(ScriptDirectory, ThousandsOfFilesAreAllRead) {
  std::vector<std::string> expected;
  for (int n = 0; n < 2500; ++n) {
    expected.push_back(fmt::format("{:04}", n));
    std::ofstream(versions() / (expected.back() + ".sql"))
        << "-- +++\n-- revision = \"" << expected.back() << "\"\n-- +++\n-- fz:upgrade\n";
  }
  EXPECT_EQ(ids(), expected);

  write("versions/0007.sql", "SELECT 1;\n");
  write("versions/2400.sql", "SELECT 1;\n");
  const std::string said = refusal(error_kind::script);
  EXPECT_THAT(said, HasSubstr("0007.sql:1"));
  EXPECT_LT(said.find("0007.sql"), said.find("2400.sql"));
}

TEST_F(ScriptDirectory, AnEmptyFolderHasNoRevisions) { EXPECT_THAT(ids(), IsEmpty()); }

TEST_F(ScriptDirectory, AFolderNamedTwiceIsReadOnce) {
  add("versions/a.sql", "1");
  fs::create_directory_symlink(versions(), folder_ / "link");
  EXPECT_THAT(ids({versions(), folder_ / "link", folder_ / "more/../versions"}), ElementsAre("1"));
}

TEST_F(ScriptDirectory, OtherFilesAreStrayOrPassedOver) {
  add("versions/a.sql", "1");
  for (const char* name :
       {"README", "b.py", "c.toml", "d.sql.bak", ".hidden.sql", ".#a.sql", "a.sql~", "#a.sql#"}) {
    write(versions() / name, "");
  }
  fs::create_directories(versions() / "__pycache__");
  fs::create_directories(versions() / "old.sql");
  fs::create_directory_symlink(versions(), versions() / "link.sql");
  EXPECT_THAT(ids(), ElementsAre("1"));
  const std::string prefix = (versions() / "").string();
  EXPECT_THAT(read({versions()}).stray_files,
              ElementsAre(prefix + "README", prefix + "b.py", prefix + "c.toml",
                          prefix + "d.sql.bak", prefix + "link.sql", prefix + "old.sql"));
}

TEST_F(ScriptDirectory, LongFrontMatterIsReadWhole) {
  add("versions/a.sql", "1", std::string(4080, 'x'));
  add("versions/b.sql", "2", std::string(100'000, 'x'));
  EXPECT_THAT(ids(), ElementsAre("1", "2"));
}

TEST_F(ScriptDirectory, WhatHasNoEndIsNotReadForEver) {
  add("versions/a.sql", "1", std::string(1 << 20, 'x'));
  fs::create_symlink("/dev/zero", versions() / "b.sql");
  ASSERT_EQ(::mkfifo((versions() / "c.sql").c_str(), 0600), 0);
  const std::string sentence = refusal(error_kind::script);
  EXPECT_THAT(sentence, HasSubstr("a.sql: The file has no front matter"));
  EXPECT_THAT(sentence, HasSubstr("b.sql:1: A revision file begins with its front matter"));
  EXPECT_THAT(sentence, HasSubstr("c.sql: The file has no front matter"));
}

TEST_F(ScriptDirectory, BrokenFilesAreAllNamed) {
  write("versions/a.sql", "SELECT 1;");
  add("versions/b.sql", "1");
  write("versions/c.sql", "-- +++\n-- revision = 1\n-- +++\n");
  fs::create_symlink("nowhere", versions() / "d.sql");
  const std::string sentence = refusal(error_kind::script);
  EXPECT_THAT(sentence, HasSubstr("a.sql:1: A revision file begins"));
  EXPECT_THAT(sentence, Not(HasSubstr("b.sql")));
  EXPECT_THAT(sentence,
              HasSubstr("\n" + (versions() / "c.sql").string() + ":2:15: 'revision' must"));
  EXPECT_THAT(sentence, HasSubstr("\nCannot read '" + (versions() / "d.sql").string() +
                                  "': No such file or directory."));
}

TEST_F(ScriptDirectory, ManyBrokenFilesAreCounted) {
  for (int i = 10; i < 33; ++i) write(fmt::format("versions/{}.sql", i), "");
  const std::string sentence = refusal(error_kind::script);
  EXPECT_THAT(sentence, HasSubstr("29.sql: "));
  EXPECT_THAT(sentence, Not(HasSubstr("30.sql: ")));
  EXPECT_THAT(sentence, testing::EndsWith("\n3 more files cannot be read."));
}

TEST_F(ScriptDirectory, MissingFoldersNameTheKeyThatAsksForThem) {
  EXPECT_EQ(refusal(error_kind::config, {folder_ / "gone"}),
            "The folder '" + (folder_ / "gone").string() +
                "', which 'version_locations' in alembic.toml asks for, does not exist.");
  fs::remove(versions());
  EXPECT_THAT(refusal(error_kind::config),
              HasSubstr("/versions', which 'script_location' in alembic.toml asks for, does not"));
  write("versions", "");
  EXPECT_EQ(refusal(error_kind::config),
            "Cannot read the folder '" + versions().string() +
                "', which 'script_location' in alembic.toml asks for: Not a directory.");
}

}  // namespace
}  // namespace fz
