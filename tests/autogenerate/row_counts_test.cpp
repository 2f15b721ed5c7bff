#include "core/autogenerate/row_counts.hpp"

#include "core/autogenerate/row_marks.hpp"
#include "tests/schema/declared_schema.hpp"

#include <gtest/gtest.h>

namespace fz {
namespace {

const database_schema start =
    schema_of({declared(table_key("t")), column("t", "a", "text"), column("t", "B", "text")});

planned_statement losing(object_key object) {
  planned_statement s{"DROP …", std::move(object)};
  s.loses_data = true;
  return s;
}

planned_statement failing(object_key object, std::string sql) {
  planned_statement s{std::move(sql), std::move(object)};
  s.can_fail_on_rows = s.on_existing_table = true;
  return s;
}

std::string marks(planned_statement s, std::uint64_t count) {
  add_count(s, start, {{row_question(s, start).value(), count}});
  return row_marks(s, todo_lines::left_out);
}

TEST(RowCounts, OfATableThatGoes) {
  EXPECT_EQ(row_question(losing(table_key("t")), start), "SELECT count(*) FROM public.t");
  EXPECT_EQ(marks(losing(table_key("t")), 1),
            "-- This loses data of table public.t. Table t has 1 row.\n");
}

TEST(RowCounts, OfAColumnThatGoesAreItsValues) {
  EXPECT_EQ(row_question(losing(column_key("t", "B")), start), "SELECT count(\"B\") FROM public.t");
  EXPECT_EQ(marks(losing(column_key("t", "a")), 2),
            "-- This loses data of column public.t.a. 2 rows have a value in a.\n");
}

TEST(RowCounts, OfNotNullAreTheRowsWithoutAValue) {
  const auto s = failing(column_key("t", "a"), "ALTER TABLE public.t ALTER COLUMN a SET NOT NULL");
  EXPECT_EQ(row_question(s, start), "SELECT count(*) FROM public.t WHERE a IS NULL");
  EXPECT_EQ(marks(s, 0),
            "-- This fails if there are rows that do not fit. 0 rows have no value in a.\n");
}

TEST(RowCounts, OfAConstraintOrANewColumnAreThoseOfTheTable) {
  const auto unique = failing(child(object_kind::constraint, "t", "u"), "ALTER TABLE …");
  EXPECT_EQ(row_question(unique, start), "SELECT count(*) FROM public.t");
  const auto added = failing(column_key("t", "new"), "ALTER TABLE … ADD COLUMN new");
  EXPECT_EQ(row_question(added, start), "SELECT count(*) FROM public.t");
}

TEST(RowCounts, AreAskedForWhatIsDangerousAlone) {
  EXPECT_FALSE(row_question({"CREATE INDEX …", child(object_kind::index, "t", "i")}, start));
  EXPECT_FALSE(row_question(losing(table_key("not_there")), start));
}

}  // namespace
}  // namespace fz
