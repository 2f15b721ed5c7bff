#include "core/autogenerate/equal_prints.hpp"

#include "core/autogenerate/compare.hpp"
#include "tests/schema/declared_schema.hpp"

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

database_schema with_check(const char* definition) {
  return schema_of({declared(table_key("t")), declared(child(object_kind::constraint, "t", "c"),
                                                       {{"definition", definition}})});
}

TEST(EqualPrints, OnlyDifferentExpressionsNeedToBePrintedAgain) {
  const auto from = with_check("CHECK (a)");
  EXPECT_THAT(different_expressions(from, with_check("CHECK (a)")), IsEmpty());
  EXPECT_THAT(different_expressions(from, with_check("CHECK (b)")),
              ElementsAre(child(object_kind::constraint, "t", "c")));
  EXPECT_THAT(different_expressions(from, schema_of({})), IsEmpty());
}

TEST(EqualPrints, TextsThatArePrintedAlikeTheSecondTimeAreEqual) {
  const auto from = with_check("CHECK (ANY (ARRAY['a'])::text[])");
  const auto to = with_check("CHECK (ANY (ARRAY['a'::text]))");
  const auto again = with_check("CHECK (ANY (ARRAY['a'::text]))");
  EXPECT_TRUE(compare(with_equal_prints(from, again, to, again), to).empty());
}

TEST(EqualPrints, TextsThatStayDifferentCountAsTheyAre) {
  const auto from = with_check("CHECK (a)");
  const auto to = with_check("CHECK (b)");
  const auto result = with_equal_prints(from, from, to, to);
  EXPECT_EQ(compare(result, to).size(), 1U);
  EXPECT_EQ(compare(result, from).size(), 0U);
}

}  // namespace
}  // namespace fz
