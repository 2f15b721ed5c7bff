#include "cmd/advice.hpp"

#include <gtest/gtest.h>

namespace fz::cmd {
namespace {

using action = remedy::action;

TEST(Advice, IsEmptyWhereNothingHelps) { EXPECT_EQ(advice_for({}), ""); }

TEST(Advice, IsALineOfItsOwnThatNamesACommandOrAnOption) {
  for (int i = static_cast<int>(action::none) + 1;
       i <= static_cast<int>(action::name_version_folder); ++i) {
    const std::string said = advice_for({static_cast<action>(i), {}});
    EXPECT_TRUE(said.starts_with("\n")) << i;
    EXPECT_TRUE(said.find("`fz ") != std::string::npos || said.find("--") != std::string::npos)
        << said;
    EXPECT_TRUE(said.ends_with(".")) << said;
  }
}

TEST(Advice, NamesTheTargetThatAppliesWhatIsPending) {
  EXPECT_EQ(advice_for({action::apply_revisions, {"heads"}}),
            "\n`fz migrate upgrade heads` applies what is pending.");
}

}  // namespace
}  // namespace fz::cmd
