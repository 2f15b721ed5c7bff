#include "core/revision/entry_text.hpp"

#include "tests/revision/graph.hpp"

#include <gtest/gtest.h>

namespace fz {
namespace {

constexpr entry_parts everything = {.parents = true, .labels = true, .message = true};

std::string entry(const revision_map& map, std::string_view id, const entry_parts& parts) {
  return short_entry(map, *map.find(id), parts);
}

TEST(ShortEntry, ShowsPlaceAndMessage) {
  const auto map = docs_graph();
  EXPECT_EQ(entry(map, "1975ea83b712", everything),
            "<base> -> 1975ea83b712 (branchpoint), make 1975ea83b712");
  EXPECT_EQ(entry(map, "d747a8a8879", everything),
            "27c6a30d7c24 -> d747a8a8879 (shoppingcart) (head), make d747a8a8879");
  EXPECT_EQ(entry(map, "2a95102259be", everything),
            "29f859a13ea (55af2cb1c267) -> 2a95102259be (networking) (head), make 2a95102259be");
  EXPECT_EQ(entry(map, "55af2cb1c267", {.is_current = true}),
            "55af2cb1c267 (effective head) (current)");
}

TEST(ShortEntry, ShowsMerges) {
  const auto map = graph({{"a"}, {"b", "->a"}, {"c", "->a"}, {"m", "->b,c"}, {"n", "->m"}});
  EXPECT_EQ(entry(map, "m", everything), "b, c -> m (mergepoint), make m");
  EXPECT_EQ(entry(map, "m", {.points = false}), "m");
}

TEST(ShortEntry, ShowsTheFirstLineOfTheMessageOnly) {
  revision wordy = declared({"a"});
  wordy.message = "add a table\n\nbecause \x1b";
  EXPECT_EQ(entry(revision_map({wordy}), "a", everything), "<base> -> a (head), add a table");
  wordy.message.clear();
  EXPECT_EQ(entry(revision_map({wordy}), "a", everything), "<base> -> a (head)");
}

TEST(LogEntry, IsAParagraphLikeAlembics) {
  const auto map = docs_graph();
  EXPECT_EQ(log_entry(map, *map.find("2a95102259be"), true),
            "Rev: 2a95102259be (head) (current)\n"
            "Parent: 29f859a13ea\n"
            "Also depends on: 55af2cb1c267\n"
            "Branch names: networking\n"
            "Path: 2a95102259be.sql\n"
            "\n"
            "    make 2a95102259be\n"
            "    \n"
            "    Revision ID: 2a95102259be\n"
            "    Revises: 29f859a13ea\n"
            "    Create Date: 2024-01-01T00:00:09Z\n"
            "\n");
}

TEST(LogEntry, NamesMergesAndBranches) {
  const auto map =
      graph({{"a"}, {"b", "->a"}, {"c", "->a"}, {"m", "->b,c"}, {"x", "->m"}, {"y", "->m"}});
  EXPECT_EQ(log_entry(map, *map.find("m"), false).substr(0, 71),
            "Rev: m (branchpoint) (mergepoint)\n"
            "Merges: b, c\n"
            "Branches into: x, y\n"
            "Path");
}

TEST(BranchEntry, ListsTheChildren) {
  const auto map = docs_graph();
  EXPECT_EQ(branch_entry(map, *map.find("1975ea83b712"), false),
            "1975ea83b712 (branchpoint)\n"
            "             -> ae1027a6acf1\n"
            "             -> 27c6a30d7c24 (shoppingcart)\n");
}

}  // namespace
}  // namespace fz
