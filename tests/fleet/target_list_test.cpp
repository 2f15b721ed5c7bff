#include "core/fleet/target_list.hpp"

#include "core/util/error.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

fleet_config with_template(const std::string& text) {
  fleet_config fleet;
  fleet.url_template = text;
  return fleet;
}

std::vector<fleet_target> parse(const std::string& text, const fleet_config& fleet = {}) {
  return parse_target_list(text, "list.txt", "/data", fleet);
}

std::string refusal(const std::string& text, const fleet_config& fleet = {}) {
  try {
    parse(text, fleet);
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::config);
    return e.what();
  }
  return "nothing was refused";
}

TEST(TargetList, TakesUrlsNamesWithUrlsAndComments) {
  const auto targets = parse("# tenants\n\npostgresql://db1/acme\r\n  eu sqlite:///eu.db\n");
  ASSERT_EQ(targets.size(), 2u);
  EXPECT_EQ(targets[0].url, "postgresql://db1/acme");
  EXPECT_THAT(targets[0].name, IsEmpty());
  EXPECT_EQ(targets[1].name, "eu");
  EXPECT_EQ(url_of(targets[1]).path, "/data/eu.db");
}

TEST(TargetList, ANameIsPutIntoTheTemplate) {
  const auto targets = parse("acme\nö/x\n", with_template("postgresql://deploy@/t_${name}"));
  EXPECT_EQ(url_of(targets[0]).database, "t_acme");
  EXPECT_EQ(url_of(targets[1]).database, "t_ö/x");
  EXPECT_THAT(refusal("acme"), HasSubstr("list.txt:1: 'acme' is a name"));
}

TEST(TargetList, TheTemplatePrefersColumnsAndLabelsToVariables) {
  fleet_config fleet = with_template("postgresql://${USER}@${host}/${name}");
  fleet.known["USER"] = {"ada", ""};
  fleet.known["host"] = {"elsewhere", ""};
  const auto targets = parse(R"({"name": "acme", "labels": {"host": "db7"}})", fleet);
  EXPECT_EQ(targets[0].url, "postgresql://ada@db7/acme");
  EXPECT_THAT(refusal("x", with_template("sqlite:///${gone}.db")), HasSubstr("${gone}"));
}

TEST(TargetList, JsonLinesCarryLabelsAndSettings) {
  const auto targets =
      parse(R"({"url": "postgresql://db1/a", "name": "A", "labels": {"plan": "free", "tier": 2},)"
            R"( "schema": "app", "search_path": "app, public", "role": "owner"})");
  EXPECT_EQ(targets[0].name, "A");
  EXPECT_EQ(targets[0].schema, "app");
  EXPECT_EQ(targets[0].search_path, "app, public");
  EXPECT_EQ(targets[0].role, "owner");
  EXPECT_THAT(targets[0].labels, UnorderedElementsAre(Pair("plan", "free"), Pair("tier", "2")));
}

TEST(TargetList, NamesTheLineOfAMistakeAndNoPassword) {
  EXPECT_THAT(refusal("sqlite:///a.db\n{\"nam\": \"x\"}"), HasSubstr("list.txt:2: Unknown key"));
  EXPECT_THAT(refusal("{\"name\": }"), HasSubstr("list.txt:1: This is not a JSON object"));
  EXPECT_THAT(refusal("a b c"), HasSubstr("list.txt:1: Expected a URL"));
  const std::string wrong = refusal("mysql://ada:secret@db/x");
  EXPECT_THAT(wrong, HasSubstr("list.txt:1: "));
  EXPECT_THAT(wrong, Not(HasSubstr("secret")));
}

TEST(TargetList, ARowOfAQueryIsAUrlOrValuesForTheTemplate) {
  const fleet_config fleet = with_template("postgresql://${server}/${tenant}");
  const fleet_target made = target_of_row({{"tenant", "acme"}, {"server", "db2"}}, "/", fleet);
  EXPECT_EQ(made.url, "postgresql://db2/acme");
  EXPECT_EQ(made.name, "acme");
  EXPECT_THAT(made.labels, UnorderedElementsAre(Pair("tenant", "acme"), Pair("server", "db2")));
  const fleet_target given = target_of_row({{"dsn", "postgresql://db3/b"}, {"plan", "x"}}, "/", {});
  EXPECT_EQ(given.url, "postgresql://db3/b");
  EXPECT_THAT(given.labels, UnorderedElementsAre(Pair("plan", "x")));
}

}  // namespace
}  // namespace fz
