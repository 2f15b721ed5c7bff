#include "core/script/token.hpp"

#include "core/util/error.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::HasSubstr;

std::string fill(std::string_view text) {
  return fill_tokens(text, {{"rev", "ae10"}, {"up_revision", "{rev}"}}, "a.template");
}

TEST(Token, IsReplacedWhereverItStands) {
  EXPECT_EQ(fill("{rev}_{rev}"), "ae10_ae10");
  EXPECT_EQ(fill(""), "");
}

TEST(Token, AValueIsNotFilledInAgain) { EXPECT_EQ(fill("{up_revision}"), "{rev}"); }

TEST(Token, OtherBracesAreOrdinaryText) {
  for (const char* text : {"'{1,2}'", "'{{1,2},{3,4}}'", "{}", "{{}}", "{", "}", "{rev", "{Rev}",
                           "'{\"rev\": 1}'", "{ rev }"}) {
    EXPECT_EQ(fill(text), text);
  }
}

TEST(Token, DoubledBracesStandForTheTextItself) {
  EXPECT_EQ(fill("'{{rev}}'"), "'{rev}'");
  EXPECT_EQ(fill("{{unknown}}"), "{unknown}");
}

TEST(Token, AnUnknownOneIsNamedWithItsPlace) {
  try {
    fill("{rev}\n-- {rex}");
    ADD_FAILURE() << "nothing was refused";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::script);
    EXPECT_THAT(e.what(),
                HasSubstr("a.template:2:4: Unknown token '{rex}'. Did you mean '{rev}'?"));
  }
}

}  // namespace
}  // namespace fz
