#include "core/revision/drawing.hpp"

#include "core/revision/history.hpp"
#include "tests/revision/graph.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The lines of the drawing, each revision's id behind its own.
std::vector<std::string> drawn(const revision_map& map, std::string_view range = ":") {
  std::vector<std::string> lines;
  for (const drawn_line& line : draw_graph(map, history(map, range))) {
    lines.push_back(line.revision ? line.text + " " + map[*line.revision].id : line.text);
  }
  return lines;
}

TEST(DrawGraph, OfNothingIsEmpty) { EXPECT_THAT(drawn(graph({})), IsEmpty()); }

TEST(DrawGraph, ALineIsOneColumn) {
  EXPECT_THAT(drawn(graph({{"a"}, {"b", "->a"}, {"c", "->b"}})), ElementsAre("* c", "* b", "* a"));
}

TEST(DrawGraph, BranchesMeetAtTheirBranchPoint) {
  EXPECT_THAT(drawn(graph({{"a"}, {"b1", "->a"}, {"c1", "->b1"}, {"b2", "->a"}})),
              ElementsAre("* b2",    //
                          "| * c1",  //
                          "| * b1",  //
                          "|/",      //
                          "* a"));
}

TEST(DrawGraph, ADiamondOpensAndCloses) {
  EXPECT_THAT(drawn(graph({{"a"}, {"b1", "->a"}, {"b2", "->a"}, {"m", "->b1,b2"}, {"n", "->m"}})),
              ElementsAre("* n",     //
                          "* m",     //
                          "|\\",     //
                          "| * b2",  //
                          "* | b1",  //
                          "|/",      //
                          "* a"));
}

TEST(DrawGraph, AMergeOfThreeOpensTwoColumns) {
  EXPECT_THAT(
      drawn(graph({{"a"}, {"b1", "->a"}, {"b2", "->a"}, {"b3", "->a"}, {"m", "->b1,b2,b3"}})),
      ElementsAre("* m",       //
                  "|\\",       //
                  "|\\ \\",    //
                  "| | * b3",  //
                  "| * | b2",  //
                  "| |/",      //
                  "* | b1",    //
                  "|/",        //
                  "* a"));
}

TEST(DrawGraph, ManyBranchesOfOneRevisionStayNarrow) {
  EXPECT_THAT(drawn(graph({{"a"}, {"b1", "->a"}, {"b2", "->a"}, {"b3", "->a"}})),
              ElementsAre("* b3",    //
                          "| * b2",  //
                          "|/",      //
                          "| * b1",  //
                          "|/",      //
                          "* a"));
}

TEST(DrawGraph, SeparateHistoriesFollowEachOther) {
  EXPECT_THAT(drawn(graph({{"a"}, {"b", "->a"}, {"x"}, {"y", "->x"}})),
              ElementsAre("* y", "* x", "* b", "* a"));
}

TEST(DrawGraph, AColumnThatEndsLetsTheOthersMoveIn) {
  EXPECT_THAT(drawn(graph({{"x"}, {"a"}, {"b", "->a"}, {"m", "->b,x"}, {"n", "->b"}})),
              ElementsAre("* n",    //
                          "| * m",  //
                          "| |\\",  //
                          "|/ /",   //
                          "* | b",  //
                          "* | a",  //
                          " /",     //
                          "* x"));
}

TEST(DrawGraph, CrossesTheColumnsBetweenTwoThatJoin) {
  const auto map = graph({{"a"}, {"b", "->a"}, {"c", "->a"}, {"m", "->b,c"}, {"n", "->a"}});
  const std::vector<node> order = {*map.find("m"), *map.find("n"), *map.find("b"), *map.find("c"),
                                   *map.find("a")};
  std::vector<std::string> lines;
  for (const drawn_line& line : draw_graph(map, order)) lines.push_back(line.text);
  EXPECT_THAT(lines, ElementsAre("*",      //
                                 "|\\",    //
                                 "| | *",  //
                                 "* | |",  //
                                 "|_|/",   //
                                 "| *",    //
                                 "|/",     //
                                 "*"));
}

TEST(DrawGraph, LeavesOutDependencies) {
  EXPECT_THAT(drawn(graph({{"a"}, {"b", "=>a"}})), ElementsAre("* b", "* a"));
}

TEST(DrawGraph, OfARangeEndsWhereTheRangeEnds) {
  EXPECT_THAT(drawn(graph({{"a"}, {"b", "->a"}, {"c", "->b"}}), "b:"), ElementsAre("* c", "* b"));
}

}  // namespace
}  // namespace fz
