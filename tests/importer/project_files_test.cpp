#include "core/importer/project_files.hpp"

#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace fz::importer {
namespace {

TEST(WriteAllOrNone, MakesFoldersAndFiles) {
  const temporary_folder root;
  write_all_or_none({{root.path() / "a/b/c.sql", "1"}, {root.path() / "a/d.sql", "2"}});
  EXPECT_EQ(read_file(root.path() / "a/b/c.sql"), "1");
  EXPECT_EQ(read_file(root.path() / "a/d.sql"), "2");
}

TEST(WriteAllOrNone, NeverOverwritesAFile) {
  const temporary_folder root;
  write_file(root.path() / "b.sql", "mine", existing_file::refuse);
  EXPECT_THROW(write_all_or_none({{root.path() / "a/a.sql", "1"}, {root.path() / "b.sql", "2"}}),
               error);
  EXPECT_FALSE(std::filesystem::exists(root.path() / "a"));
  EXPECT_EQ(read_file(root.path() / "b.sql"), "mine");
}

TEST(WriteAllOrNone, RemovesWhatItMadeIfOneCannotBeWritten) {
  const temporary_folder root;
  write_file(root.path() / "file", "", existing_file::refuse);
  EXPECT_THROW(
      write_all_or_none({{root.path() / "a/a.sql", "1"}, {root.path() / "file/b.sql", "2"}}),
      error);
  EXPECT_FALSE(std::filesystem::exists(root.path() / "a"));
}

}  // namespace
}  // namespace fz::importer
