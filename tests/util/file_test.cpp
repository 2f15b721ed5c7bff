#include "core/util/file.hpp"

#include "core/util/error.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <gmock/gmock.h>

namespace fz {
namespace {

class File : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / ("fz_file_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
};

TEST_F(File, WhatWasWrittenIsRead) {
  const std::string content = "a\0b\nc";
  write_file(folder_ / "a", content, existing_file::refuse);
  EXPECT_EQ(read_file(folder_ / "a"), content);
}

TEST_F(File, RefusesToReplaceAndLeavesNoTemporaryFile) {
  write_file(folder_ / "a", "old", existing_file::refuse);
  EXPECT_THROW(write_file(folder_ / "a", "new", existing_file::refuse), error);
  EXPECT_EQ(read_file(folder_ / "a"), "old");
  write_file(folder_ / "a", "new", existing_file::replace);
  EXPECT_EQ(read_file(folder_ / "a"), "new");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(File, ErrorsNameTheFileAndTheReason) {
  try {
    read_file(folder_ / "missing");
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::file);
    EXPECT_THAT(e.what(), testing::HasSubstr("missing': No such file or directory."));
  }
  EXPECT_THROW(read_file(folder_), error);
}

}  // namespace
}  // namespace fz
