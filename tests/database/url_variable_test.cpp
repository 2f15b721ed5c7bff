#include "core/database/url_variable.hpp"

#include "core/database/database_url.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fz {
namespace {

/// A URL from a template with one variable, written as ${X}.
std::string pasted(const std::string& form, const std::string& value) {
  const std::size_t at = form.find("${X}");
  const std::string before = form.substr(0, at);
  const std::string after = form.substr(at + 4);
  return before + in_url(before, value, after) + after;
}

TEST(UrlVariable, IsReplacedByItsValueEverywhere) {
  const char* values[] = {"plain", "p/ss?x#y:z", "p@ss",   "p%ss",      "p%41ss", "a&b=c +d",
                          "",      "[x]",        "\u00e9", "a,b;c'\"d", "$x{y}",  " "};
  for (const std::string value : values) {
    const auto parsed = [&](const char* form) {
      return parse_database_url(pasted(form, value), "/");
    };
    EXPECT_EQ(parsed("postgresql://app:${X}@db:5433/shop").password, value);
    EXPECT_EQ(parsed("postgresql://app:${X}@db:5433/shop?application_name=a@b").password, value);
    EXPECT_EQ(parsed("postgresql://${X}:secret@db/shop").user, value);
    EXPECT_EQ(parsed("postgresql://${X}@db/shop").user, value);
    EXPECT_EQ(parsed("postgresql://app:a${X}@db/shop").password, "a" + value);
    EXPECT_EQ(parsed("postgresql://app@db/${X}").database, value);
    EXPECT_EQ(parsed("postgresql://db/a${X}?sslmode=disable").database, "a" + value);
    EXPECT_EQ(parsed("postgresql://app@db/shop?password=${X}").password, value);
    EXPECT_EQ(
        parsed("postgresql://app@db/shop?options=${X}&sslmode=disable").query_value("options"),
        value.empty() ? std::nullopt : std::optional(value));
  }
}

TEST(UrlVariable, AHostMayBringItsPortOrBeAList) {
  struct {
    const char* value;
    const char* host;
    const char* port;
  } cases[] = {{"db", "db", "5432"},
               {"/run/postgresql", "/run/postgresql", "5432"},
               {"[::1]", "::1", "5432"},
               {"::1", "::1", "5432"}};
  for (const auto& each : cases) {
    const database_url url =
        parse_database_url(pasted("postgresql://app:p@${X}:5432/shop", each.value), "/");
    EXPECT_EQ(url.host, each.host);
    EXPECT_EQ(url.port, each.port);
    EXPECT_EQ(url.database, "shop");
  }
  EXPECT_EQ(pasted("postgresql://${X}/shop", "a:1,b:2"), "postgresql://a:1,b:2/shop");
  EXPECT_EQ(pasted("postgresql://app@db:${X}/shop", "5432"), "postgresql://app@db:5432/shop");
}

TEST(UrlVariable, APathKeepsItsSlashes) {
  EXPECT_EQ(pasted("sqlite:///${X}/app.db", "/var/lib/a b%20?"),
            "sqlite:////var/lib/a%20b%2520%3F/app.db");
  EXPECT_EQ(pasted("sqlite://${X}", "/app.db"), "sqlite:///app.db");
  EXPECT_EQ(parse_database_url(pasted("sqlite:///${X}", ":memory:"), "/").is_memory(), true);
  EXPECT_EQ(parse_database_url(pasted("sqlite:///${X}/a@b.db", "/x@y"), "/").path, "/x@y/a@b.db");
}

TEST(UrlVariable, IsNotEncodedIfItHoldsMoreThanOnePart) {
  EXPECT_EQ(pasted("${X}://db/shop", "postgresql"), "postgresql://db/shop");
  EXPECT_EQ(pasted("${X}/shop", "postgresql://a:b%40@db"), "postgresql://a:b%40@db/shop");
  EXPECT_EQ(pasted("postgresql://db/shop?${X}", "sslmode=disable&options=x"),
            "postgresql://db/shop?sslmode=disable&options=x");
  EXPECT_EQ(pasted("postgresql://db/shop?a=b&${X}", "c=d"), "postgresql://db/shop?a=b&c=d");
}

}  // namespace
}  // namespace fz
