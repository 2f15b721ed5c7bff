#include "core/importer/placeholders.hpp"

#include <gtest/gtest.h>

namespace fz::importer {
namespace {

using names = std::vector<std::string>;

TEST(ShellVariables, AreReplacedInEveryForm) {
  const placeholder_values values = {{"A", "1"}, {"B_2", "two"}};
  EXPECT_EQ(fill_shell_variables("$A ${A} ${B_2:-x}", values).text, "1 1 two");
}

TEST(ShellVariables, WithoutAValueStayOrHaveTheirDefault) {
  const filled_text filled = fill_shell_variables("${A} ${B:-b} ${A}", {});
  EXPECT_EQ(filled.text, "${A} b ${A}");
  EXPECT_EQ(filled.missing, names{"A"});
  EXPECT_EQ(filled.defaulted, names{"B"});
}

TEST(ShellVariables, DollarQuotesAndParametersAreNotVariables) {
  const std::string text = "$$ $1 $tag$ x $tag$ 5$ ${ $";
  const filled_text filled = fill_shell_variables(text, {});
  EXPECT_EQ(filled.text, text);
  EXPECT_TRUE(filled.missing.empty());
}

TEST(Placeholders, HaveAnyPrefixAndSuffix) {
  EXPECT_EQ(fill_placeholders("a ${x.y} b", {{"x.y", "1"}}, "${", "}").text, "a 1 b");
  EXPECT_EQ(fill_placeholders("a #[x]", {{"x", "1"}}, "#[", "]").text, "a 1");
  EXPECT_EQ(fill_placeholders("${x} ${", {}, "${", "}").missing, names{"x"});
}

}  // namespace
}  // namespace fz::importer
