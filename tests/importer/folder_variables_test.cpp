#include "core/importer/folder_variables.hpp"

#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace fz::importer {
namespace {

class FolderVariables : public testing::Test {
 protected:
  FolderVariables() {
    std::filesystem::create_directories(root.path() / "a/b/c");
    std::ofstream(root.path() / ".env") << "FZ_TEST_NAME=above\nDATABASE_URL="
                                           "postgres://h/d?sslmode=disable&x-migrations-table=t\n";
  }
  ~FolderVariables() override { ::unsetenv("FZ_TEST_NAME"); }

  temporary_folder root;
};

TEST_F(FolderVariables, AreThoseOfTheNearestFile) {
  EXPECT_EQ(folder_variable(root.path() / "a/b", "FZ_TEST_NAME"), "above");
  std::ofstream(root.path() / "a/.env") << "FZ_TEST_NAME=near\n";
  EXPECT_EQ(folder_variable(root.path() / "a/b", "FZ_TEST_NAME"), "near");
  EXPECT_EQ(folder_variable(root.path() / "a/b", "FZ_TEST_NOTHING"), std::nullopt);
}

TEST_F(FolderVariables, AreNotLookedForFarAbove) {
  EXPECT_EQ(folder_variable(root.path() / "a/b/c", "FZ_TEST_NAME"), std::nullopt);
}

TEST_F(FolderVariables, TheEnvironmentCountsFirst) {
  ::setenv("FZ_TEST_NAME", "set", 1);
  EXPECT_EQ(folder_variable(root.path(), "FZ_TEST_NAME"), "set");
}

TEST_F(FolderVariables, AParameterOfTheUrlIsFoundByItsName) {
  ::unsetenv("DATABASE_URL");  // it would count first
  EXPECT_EQ(database_url_parameter(root.path(), "x-migrations-table"), "t");
  EXPECT_EQ(database_url_parameter(root.path(), "sslmode"), "disable");
  EXPECT_EQ(database_url_parameter(root.path(), "mode"), "");
}

}  // namespace
}  // namespace fz::importer
