#include "core/autogenerate/postgresql/casts.hpp"
#include "core/autogenerate/postgresql/lists.hpp"

#include <gmock/gmock.h>

namespace fz::postgresql {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Lists, AreSplitAtCommasThatAreNotInQuotesOrParentheses) {
  EXPECT_THAT(split_list("'a', 'b, c', 'it''s', \"x,y\" numeric(10,2), f(a, b)"),
              ElementsAre("'a'", "'b, c'", "'it''s'", "\"x,y\" numeric(10,2)", "f(a, b)"));
  EXPECT_THAT(split_list(""), IsEmpty());
}

TEST(OptionChanges, SetWhatIsNewAndResetWhatIsGone) {
  EXPECT_THAT(option_changes("a='1', b='2'", "b='3', c='4'"),
              ElementsAre("RESET (a)", "SET (b='3', c='4')"));
  EXPECT_THAT(option_changes("a='1'", "a='1'"), IsEmpty());
}

TEST(OptionChanges, LeadToTheOrderOfTheNewList) {
  EXPECT_THAT(option_changes("a='1', b='2'", "b='2', a='1'"),
              ElementsAre("RESET (a, b)", "SET (b='2', a='1')"));
}

TEST(OptionChanges, OfForeignObjectsSayWhatIsAddedSetAndDropped) {
  EXPECT_EQ(foreign_option_changes("host 'a', port '1'", "host 'b', user 'c'"),
            "SET host 'b', ADD user 'c', DROP port");
}

TEST(Casts, AreThereWithinAFamilyAndToText) {
  EXPECT_TRUE(can_cast("integer", "bigint"));
  EXPECT_TRUE(can_cast("character varying(20)", "text"));
  EXPECT_TRUE(can_cast("text", "timestamp with time zone"));
  EXPECT_TRUE(can_cast("integer[]", "bigint[]"));
  EXPECT_TRUE(can_cast("integer", "boolean"));
  EXPECT_FALSE(can_cast("bigint", "timestamp without time zone"));
  EXPECT_FALSE(can_cast("bigint", "boolean"));
  EXPECT_FALSE(can_cast("public.mood", "public.other"));
  EXPECT_FALSE(can_cast("integer", "integer[]"));
}

}  // namespace
}  // namespace fz::postgresql
