#include "core/script/slug.hpp"

#include <gtest/gtest.h>

namespace fz {
namespace {

// What Python gives for "_".join(re.findall(r"\w+", m)).lower(), and Alembic's cut.

TEST(Slug, JoinsTheWordsInLowerCase) {
  EXPECT_EQ(slug("Add a column", 40), "add_a_column");
  EXPECT_EQ(slug("  --add: (the) e-mail!  ", 40), "add_the_e_mail");
  EXPECT_EQ(slug("a_b __c", 40), "a_b___c");
  EXPECT_EQ(slug("", 40), "");
  EXPECT_EQ(slug("...", 40), "");
}

TEST(Slug, KeepsTheLettersOfEveryScript) {
  EXPECT_EQ(slug("Größe ändern", 40), "größe_ändern");
  EXPECT_EQ(slug("ДОБАВИТЬ имя", 40), "добавить_имя");
  EXPECT_EQ(slug("列を追加する", 40), "列を追加する");
  EXPECT_EQ(slug("café—olé 🙂 ok", 40), "café_olé_ok");
}

TEST(Slug, ALongOneLosesTheWordThatTheCutWentThrough) {
  EXPECT_EQ(slug("add a column to accounts", 15), "add_a_column_");
  EXPECT_EQ(slug("add a column to accounts", 24), "add_a_column_to_accounts");
  EXPECT_EQ(slug("add a column", 5), "add_");
  EXPECT_EQ(slug("accounts", 4), "acco_");
}

TEST(Slug, IsCutByCharactersAndNotByBytes) {
  EXPECT_EQ(slug("列を追加する", 6), "列を追加する");
  EXPECT_EQ(slug("列を追加する", 3), "列を追_");
}

TEST(Slug, CannotLeaveTheFolder) { EXPECT_EQ(slug("../../etc/passwd", 40), "etc_passwd"); }

}  // namespace
}  // namespace fz
