#include "core/importer/sqitch_plan.hpp"

#include "core/util/error.hpp"

#include <gtest/gtest.h>

namespace fz::importer {
namespace {

using names = std::vector<std::string>;

std::string failure(const std::string& text) {
  try {
    parse_sqitch_plan(text, "sqitch.plan");
  } catch (const error& e) {
    return e.what();
  }
  return "";
}

TEST(SqitchPlan, ReadsChangesRequirementsTagsAndNotes) {
  const auto plan = parse_sqitch_plan(
      "%project=a\n\n# c\nusers [schema !old other:x] 2012-07-16T17:25:07Z Me <m@x> # Adds: #1.\n"
      "@v1 2012-07-16T17:26:07Z Me <m@x>\n+ lists 2012-07-16T17:27:07Z Me <m@x>\n",
      "sqitch.plan");
  ASSERT_EQ(plan.size(), 2u);
  EXPECT_EQ(plan[0].name, "users");
  EXPECT_EQ(plan[0].requirements, (names{"schema", "other:x"}));
  EXPECT_EQ(plan[0].conflicts, names{"old"});
  EXPECT_EQ(plan[0].tags, names{"v1"});
  EXPECT_EQ(plan[0].note, "Adds: #1.");
  EXPECT_EQ(plan[0].date, "2012-07-16T17:25:07Z");
  EXPECT_EQ(plan[1].name, "lists");
}

TEST(SqitchPlan, AReworkedChangeHasTheTagsBeforeItsNextInstance) {
  const auto plan = parse_sqitch_plan(
      "a 2012-07-16T17:25:07Z M\nb 2012-07-16T17:25:07Z M\n@v1 2012-07-16T17:25:07Z M\n"
      "@v2 2012-07-16T17:25:07Z M\na 2012-07-16T17:25:07Z M\n@v3 2012-07-16T17:25:07Z M\n",
      "sqitch.plan");
  EXPECT_EQ(plan[0].rework_tags, (names{"v1", "v2"}));
  EXPECT_TRUE(plan[1].rework_tags.empty());
  EXPECT_TRUE(plan[2].rework_tags.empty());
}

TEST(SqitchPlan, SaysWhichLineIsWrong) {
  EXPECT_TRUE(failure("a\n").starts_with("sqitch.plan:1: A change is its name"));
  EXPECT_TRUE(failure("\na [b 2012-07-16T17:25:07Z\n").starts_with("sqitch.plan:2: The list"));
  EXPECT_TRUE(failure("@v1 2012-07-16T17:25:07Z\n").starts_with("sqitch.plan:1: A tag"));
  EXPECT_TRUE(failure("a 2012-07-16T17:25:07Z M\n-a 2012-07-16T17:25:07Z M\n")
                  .starts_with("sqitch.plan:2: A plan that reverts"));
  EXPECT_TRUE(failure("a 2012-07-16T17:25:07Z M\na 2012-07-16T17:25:07Z M\n")
                  .starts_with("sqitch.plan:2: 'a' is in the plan twice"));
}

TEST(SqitchPlan, ThePragmaNamesTheProject) {
  EXPECT_EQ(
      sqitch_project_in("%syntax-version=1.0.0\n%project=shop \n\na 2020-01-01T00:00:00Z M <m>"),
      "shop");
  EXPECT_EQ(sqitch_project_in("# %project=no\n"), "");
}

}  // namespace
}  // namespace fz::importer
