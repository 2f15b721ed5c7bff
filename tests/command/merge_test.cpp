#include "core/command/merge.hpp"

#include "tests/command/written_project.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using command::merge_options;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

merge_options of(std::vector<std::string> revisions) {
  merge_options options;
  options.revisions = std::move(revisions);
  return options;
}

struct two_heads : written_project {
  two_heads() {
    add("aaaa1111", "");
    add("bbbb1111", "aaaa1111");
    add("cccc1111", "aaaa1111");
  }
};

TEST(Merge, JoinsTheRevisionsInTheirOrder) {
  two_heads p;
  EXPECT_THAT(p.write(of({"cccc", "bbbb"})).down_revisions, ElementsAre("cccc1111", "bbbb1111"));
  const revision_map map = p.map();
  ASSERT_EQ(map.heads().size(), 1u);
  EXPECT_TRUE(map.is_merge_point(map.heads()[0]));
}

TEST(Merge, HeadsAreAllOfThem) {
  two_heads p;
  p.add("dddd1111", "", "-- depends_on = \"bbbb1111\"\n");
  EXPECT_THAT(p.write(of({"heads"})).down_revisions,
              ElementsAre("bbbb1111", "cccc1111", "dddd1111"));
  EXPECT_EQ(p.map().heads().size(), 1u);
}

TEST(Merge, OfLessThanTwoIsRefused) {
  two_heads p;
  EXPECT_THAT(p.refusal(of({"bbbb"})),
              AllOf(HasSubstr("'bbbb' is only bbbb1111"), HasSubstr("cccc1111")));
  EXPECT_THAT(p.refusal(of({"base"})), HasSubstr("matches no revision"));
  EXPECT_NE(p.refusal(of({})), "");
  p.write(of({"heads"}));
  EXPECT_THAT(p.refusal(of({"heads"})), HasSubstr("'heads' is only"));
}

TEST(Merge, ARevisionIsNamedOnce) {
  two_heads p;
  EXPECT_THAT(p.refusal(of({"bbbb", "bbbb1111"})),
              HasSubstr("Duplicate head revisions specified: bbbb1111 is named twice."));
}

TEST(Merge, OfNoHeadsNeedsSplice) {
  two_heads p;
  p.add("dddd1111", "cccc1111");
  EXPECT_THAT(p.refusal(of({"bbbb", "cccc"})), HasSubstr("Revision cccc1111 is not a head"));
  merge_options options = of({"bbbb", "cccc"});
  options.draft.splice = true;
  EXPECT_THAT(p.write(options).down_revisions, ElementsAre("bbbb1111", "cccc1111"));
}

TEST(Merge, WhatDoesNotExistIsRefused) {
  two_heads p;
  EXPECT_THAT(p.refusal(of({"bbbb", "zzzz"})), HasSubstr("'zzzz'"));
}

}  // namespace
}  // namespace fz
