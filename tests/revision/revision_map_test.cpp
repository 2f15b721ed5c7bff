#include "core/revision/revision_map.hpp"

#include "core/revision/name.hpp"
#include "tests/revision/graph.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

std::vector<std::string> id_list(const revision_map& map, std::span<const node> nodes) {
  return ids(map, nodes);
}

std::vector<std::string_view> labels_of(const revision_map& map, std::string_view id) {
  const auto labels = map.labels(*map.find(id));
  return {labels.begin(), labels.end()};
}

std::string graph_error(std::initializer_list<declaration> declarations) {
  return sentence_of([&] { graph(declarations); });
}

TEST(RevisionMap, EmptyHasNoHeads) {
  EXPECT_THAT(revision_map().heads(), IsEmpty());
  EXPECT_FALSE(revision_map().find("a"));
}

TEST(RevisionMap, FindsByIdAndLabel) {
  const auto map = docs_graph();
  EXPECT_EQ(map[*map.find("ae1027a6acf1")].id, "ae1027a6acf1");
  EXPECT_EQ(map[*map.find_label("networking")].id, "3cac04ae8714");
  EXPECT_FALSE(map.find("ae10"));
  EXPECT_FALSE(map.find_label("network"));
}

TEST(RevisionMap, SurvivesAMove) {
  auto map = graph({{"a", "#x"}});
  const revision_map moved = std::move(map);
  EXPECT_TRUE(moved.find("a"));
  EXPECT_TRUE(moved.find_label("x"));
  EXPECT_THAT(labels_of(moved, "a"), ElementsAre("x"));
}

TEST(RevisionMap, DistinguishesHeadsFromRealHeads) {
  const auto map = docs_graph();
  EXPECT_THAT(id_list(map, map.heads()),
              ElementsAre("d747a8a8879", "55af2cb1c267", "2a95102259be"));
  EXPECT_THAT(id_list(map, map.real_heads()), ElementsAre("d747a8a8879", "2a95102259be"));
  EXPECT_THAT(id_list(map, map.bases()), ElementsAre("1975ea83b712", "3cac04ae8714"));
  EXPECT_TRUE(map.is_effective_head(*map.find("55af2cb1c267")));
  EXPECT_FALSE(map.is_effective_head(*map.find("d747a8a8879")));
}

TEST(RevisionMap, KnowsBranchAndMergePoints) {
  const auto map = graph({{"a"}, {"b1", "->a"}, {"b2", "->a"}, {"m", "->b1,b2"}, {"d", "=>m"}});
  EXPECT_TRUE(map.is_branch_point(*map.find("a")));
  EXPECT_FALSE(map.is_branch_point(*map.find("m")));
  EXPECT_TRUE(map.is_merge_point(*map.find("m")));
  EXPECT_FALSE(map.is_merge_point(*map.find("d")));
}

TEST(RevisionMap, NormalizesDependenciesThatAnAncestorHas) {
  const auto map = graph(
      {{"a"}, {"x"}, {"b1", "=>a"}, {"b2", "->b1", "=>a,x"}, {"b3", "->b2", "=>x"}, {"c", "=>a"}});
  EXPECT_THAT(id_list(map, map.normalized_parents(*map.find("b2"))), ElementsAre("b1", "x"));
  EXPECT_THAT(id_list(map, map.normalized_parents(*map.find("b3"))), ElementsAre("b2"));
  EXPECT_THAT(id_list(map, map.normalized_parents(*map.find("c"))), ElementsAre("a"));
  EXPECT_THAT(id_list(map, map.parents(*map.find("b3"), edges::all)), ElementsAre("b2", "x"));
}

TEST(RevisionMap, NormalizesMoreSharedDependenciesThanAWordHasBits) {
  std::vector<revision> revisions;
  revision low = declared({"low"});
  revision high = declared({"high", "->low"});
  for (int i = 0; i < 200; ++i) {
    revisions.push_back(declared({fmt::format("d{}", i)}));
    high.depends_on.push_back(revisions.back().id);
    if (i != 130) low.depends_on.push_back(revisions.back().id);
  }
  revisions.push_back(low);
  revisions.push_back(high);
  const revision_map map(revisions);
  EXPECT_THAT(id_list(map, map.normalized_parents(*map.find("high"))), ElementsAre("low", "d130"));
}

TEST(RevisionMap, ALabelSpreadsUpwardsThroughMerges) {
  const auto map = graph({{"a"}, {"b1", "->a", "#left"}, {"b2", "->a"}, {"m", "->b1,b2"}});
  EXPECT_THAT(labels_of(map, "m"), ElementsAre("left"));
  EXPECT_THAT(labels_of(map, "b2"), IsEmpty());
  EXPECT_THAT(labels_of(map, "a"), IsEmpty());
}

TEST(RevisionMap, ALabelOnALineSpreadsDownToTheBranchPoint) {
  const auto map =
      graph({{"a"}, {"b", "->a"}, {"c1", "->b"}, {"c2", "->b"}, {"d1", "->c1", "#left"}});
  EXPECT_THAT(labels_of(map, "c1"), ElementsAre("left"));
  EXPECT_THAT(labels_of(map, "b"), IsEmpty());
  const auto line = graph({{"a"}, {"b", "->a"}, {"c", "->b", "#x"}, {"d", "->c"}});
  EXPECT_THAT(labels_of(line, "a"), ElementsAre("x"));
  EXPECT_THAT(labels_of(line, "d"), ElementsAre("x"));
}

TEST(RevisionMap, ADependencyDoesNotCarryALabel) {
  const auto map = graph({{"a", "#x"}, {"b", "=>a", "#y"}});
  EXPECT_THAT(labels_of(map, "a"), ElementsAre("x"));
  EXPECT_THAT(labels_of(map, "b"), ElementsAre("y"));
}

TEST(RevisionMap, TipsCoverWhatIsBelowThem) {
  const auto map = graph({{"a"}, {"b", "->a"}, {"c", "->b"}, {"d", "->a"}, {"e", "=>d"}});
  const std::vector<node> nodes = {*map.find("c"), *map.find("a"), *map.find("d"), *map.find("e")};
  EXPECT_THAT(id_list(map, map.tips(nodes, edges::down)), ElementsAre("c", "d", "e"));
  EXPECT_THAT(id_list(map, map.tips(nodes, edges::all)), ElementsAre("c", "e"));
}

TEST(RevisionMap, IgnoresARepeatedParent) {
  const auto map = graph({{"a"}, {"b", "->a,a", "=>a"}});
  EXPECT_FALSE(map.is_merge_point(*map.find("b")));
}

TEST(RevisionMap, RefusesADuplicateIdNamingBothFiles) {
  revision first = declared({"a"});
  revision second = first;
  first.file = "versions/one.sql";
  second.file = "versions/two.sql";
  second.line = 3;
  const std::string sentence =
      "Revision 'a' exists twice, in versions/one.sql and in versions/two.sql:3; give one of them "
      "another id.";
  EXPECT_EQ(sentence_of([&] { revision_map({first, second}); }), sentence);
  EXPECT_EQ(sentence_of([&] { revision_map({second, first}); }), sentence);  // files have no order
}

TEST(RevisionMap, SaysWhenARevisionIsRegisteredInCode) {
  revision in_code = declared({"a"});
  in_code.file.clear();
  EXPECT_EQ(sentence_of([&] {
              revision_map({in_code, declared({"a"})});
            }),
            "Revision 'a' exists twice, in code and in a.sql; give one of them another id.");
}

TEST(RevisionMap, RefusesAnUnknownParent) {
  EXPECT_EQ(graph_error({{"aaaa1"}, {"b", "->aaaa2"}}),
            "b.sql: The down_revision 'aaaa2' of revision b does not exist (did you mean "
            "'aaaa1'?); restore its file or correct the id.");
}

TEST(RevisionMap, RefusesALabelAsParent) {
  EXPECT_EQ(graph_error({{"a", "#core"}, {"b", "->core"}}),
            "b.sql: The down_revision 'core' of revision b is a branch label; write the id of a "
            "revision, such as a.");
}

TEST(RevisionMap, RefusesAnUnknownDependency) {
  EXPECT_EQ(graph_error({{"a"}, {"b", "=>zzzz"}}),
            "b.sql: Revision b depends on 'zzzz', which is no revision or branch label; restore "
            "its file or correct the id.");
}

TEST(RevisionMap, RefusesSelfLoops) {
  EXPECT_EQ(graph_error({{"a", "->a"}}), "a.sql: Revision a is its own down_revision.");
  EXPECT_EQ(graph_error({{"a", "=>a"}}), "a.sql: Revision a depends on itself.");
  EXPECT_EQ(graph_error({{"a", "#x", "=>x"}}), "a.sql: Revision a depends on itself.");
}

TEST(RevisionMap, RefusesACycleNamingItsIdsInOrder) {
  EXPECT_EQ(graph_error({{"z"}, {"a", "->c,z"}, {"b", "->a"}, {"c", "->b"}, {"d", "->c"}}),
            "a.sql: A cycle is detected in revisions (a -> c -> b -> a): each needs the next.");
}

TEST(RevisionMap, RefusesADependencyCycle) {
  EXPECT_EQ(graph_error({{"a", "=>y"}, {"x"}, {"b", "->a"}, {"y", "->x", "=>b"}}),
            "a.sql: A dependency cycle is detected in revisions (a -> y -> b -> a): each needs the "
            "next.");
}

TEST(RevisionMap, RefusesALabelThatIsTaken) {
  EXPECT_EQ(graph_error({{"a", "#x"}, {"b", "->a", "#x"}}),
            "b.sql: Branch label 'x' of revision b is already used by revision a, in a.sql.");
  EXPECT_EQ(graph_error({{"a", "#b"}, {"b", "->a"}}),
            "a.sql: Branch label 'b' of revision a is already the id of a revision, in b.sql.");
}

TEST(RevisionMap, RefusesNamesThatTheGrammarNeeds) {
  EXPECT_EQ(graph_error({{"heads"}}),
            "heads.sql: 'heads' cannot be a revision id: the word is reserved.");
  EXPECT_EQ(graph_error({{"a", "#base"}}),
            "a.sql: 'base' cannot be a branch label: the word is reserved.");
  EXPECT_EQ(graph_error({{"a-b"}}),
            "a-b.sql: Character '-' is not allowed in the revision id 'a-b'.");
  EXPECT_EQ(graph_error({{""}}), ".sql: A revision id is empty.");
  EXPECT_EQ(graph_error({{"a", "#"}}), "a.sql: A branch label is empty.");
  EXPECT_THAT(graph_error({{"a b"}}), StartsWith("a b.sql: The revision id 'a b' holds a blank"));
  EXPECT_THAT(sentence_of([] { check_name(name_kind::branch_label, "x\x1b"); }),
              StartsWith("The branch label 'x\\x1b' holds a blank, a control character"));
}

TEST(RevisionMap, TakesNamesOfAnyLanguage) {
  EXPECT_EQ(graph_error({{"zoë", "#東京"}}), "no error");
}

}  // namespace
}  // namespace fz
