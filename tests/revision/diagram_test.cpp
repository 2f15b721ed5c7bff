#include "core/revision/diagram.hpp"

#include "core/revision/history.hpp"
#include "tests/revision/graph.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fz {
namespace {

bool is_c(const revision_map& map, node n) { return map[n].id == "c"; }

TEST(HistoryDiagram, MermaidShowsRevisionsAndArrowsFromOldToNew) {
  const revision_map map = graph({{"a"}, {"b", "->a"}, {"c", "->a"}});
  const std::vector<node> all = history(map, ":");
  EXPECT_EQ(mermaid_history(map, all, [&](node n) { return is_c(map, n); }),
            "flowchart BT\n"
            "    r_c[\"c<br>make c\"]:::current\n"
            "    r_b[\"b<br>make b\"]\n"
            "    r_a[\"a<br>make a\"]\n"
            "    r_a --> r_c\n"
            "    r_a --> r_b\n"
            "    classDef current stroke-width:3px\n");
}

TEST(HistoryDiagram, DotShowsTheSame) {
  const revision_map map = graph({{"a"}, {"b", "->a"}});
  const std::vector<node> all = history(map, ":");
  EXPECT_EQ(dot_history(map, all, [](node) { return false; }),
            "digraph history {\n"
            "  rankdir=BT;\n"
            "  node [shape=box, fontname=\"sans-serif\"];\n"
            "  \"b\" [label=\"b\\nmake b\"];\n"
            "  \"a\" [label=\"a\\nmake a\"];\n"
            "  \"a\" -> \"b\";\n"
            "}\n");
}

TEST(HistoryDiagram, WhatIsNotShownHasNoArrow) {
  const revision_map map = graph({{"a"}, {"b", "->a"}, {"c", "->b"}});
  const std::vector<node> some = history(map, "b:c");
  const std::string text = mermaid_history(map, some, [](node) { return false; });
  EXPECT_EQ(text.find("r_a"), std::string::npos) << text;
  EXPECT_NE(text.find("r_b --> r_c"), std::string::npos) << text;
}

TEST(HistoryDiagram, MessagesLabelsAndDependenciesAreShownAndEscaped) {
  std::vector<revision> revisions(3);
  revisions[0].id = "a";
  revisions[0].message = "say \"hi\" <now>\nsecond line";
  revisions[1].id = "x.1";
  revisions[1].branch_labels = {"billing"};
  revisions[2].id = "c";
  revisions[2].down_revisions = {"a"};
  revisions[2].depends_on = {"x.1"};
  const revision_map map(revisions);
  const std::vector<node> all = history(map, ":");
  const std::string text = mermaid_history(map, all, [](node) { return false; });
  EXPECT_NE(text.find("r_a[\"a<br>say #quot;hi#quot; #lt;now>\"]"), std::string::npos) << text;
  EXPECT_NE(text.find("r_x_2e1[\"x.1 (billing)\"]"), std::string::npos) << text;
  EXPECT_NE(text.find("r_x_2e1 -.-> r_c"), std::string::npos) << text;
  const std::string dot = dot_history(map, all, [](node) { return false; });
  EXPECT_NE(dot.find("\"a\" [label=\"a\\nsay \\\"hi\\\" <now>\"]"), std::string::npos) << dot;
  EXPECT_NE(dot.find("\"x.1\" -> \"c\" [style=dotted]"), std::string::npos) << dot;
}

}  // namespace
}  // namespace fz
