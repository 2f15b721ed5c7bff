#include "core/async/attached_process.hpp"

#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace fz {
namespace {

TEST(AttachedProcess, TellsLinesAndSeesTheEndOfItsInput) {
  const temporary_folder folder;
  const std::string file = (folder.path() / "end").string();
  {
    attached_process p(
        {"/bin/sh", "-c", "echo one; echo two; cat; echo over > \"$1\"", "sh", file});
    EXPECT_EQ(p.read_line(), "one");
    EXPECT_EQ(p.read_line(), "two");
  }
  EXPECT_EQ(read_file(file), "over\n");
}

TEST(AttachedProcess, AfterItsEndThereAreNoLines) {
  attached_process p({"/bin/sh", "-c", "printf last"});
  EXPECT_EQ(p.read_line(), "last");
  EXPECT_EQ(p.read_line(), "");
}

TEST(AttachedProcess, AProgramThatIsMissingIsAnError) {
  EXPECT_THROW(attached_process({"/no/such/program"}), error);
}

}  // namespace
}  // namespace fz
