#include "core/importer/flyway_settings.hpp"

#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace fz::importer {
namespace {

class FlywaySettings : public testing::Test {
 protected:
  flyway_settings read(const std::string& file, const std::string& text,
                       const std::string& folder = ".") {
    std::filesystem::create_directories((root.path() / file).parent_path());
    std::filesystem::create_directories(root.path() / folder);
    std::ofstream(root.path() / file) << text;
    return read_flyway_settings((root.path() / folder).lexically_normal());
  }

  temporary_folder root;
};

using names = std::vector<std::string>;

TEST_F(FlywaySettings, TheHistoryIsInTheDefaultSchema) {
  const flyway_settings found = read("flyway.conf", "flyway.schemas=a, b\nflyway.table=moves\n");
  EXPECT_EQ(found.schemas, (names{"a", "b"}));
  EXPECT_EQ(found.table, "a.moves");
  EXPECT_EQ(read("flyway.conf", "flyway.schemas=a\nflyway.defaultSchema=c\n").table,
            "c.flyway_schema_history");
  EXPECT_EQ(read("flyway.conf", "flyway.table=moves\n").table, "moves");
  EXPECT_EQ(read("flyway.conf", "").table, "");
}

TEST_F(FlywaySettings, ALineMayGoOnInTheNext) {
  EXPECT_EQ(read("flyway.conf", "# a comment \\\nflyway.schemas=a,\\\n  b\n").schemas,
            (names{"a", "b"}));
}

TEST_F(FlywaySettings, SpringsPropertiesAreAboveTheMigrations) {
  const flyway_settings found = read("main/resources/application.properties",
                                     "spring.flyway.default-schema=app\n"
                                     "spring.flyway.locations=classpath:db/migration\n"
                                     "spring.flyway.placeholders.some-name=1\n"
                                     "spring.datasource.url=jdbc:postgresql://h/d\n",
                                     "main/resources/db/migration");
  EXPECT_EQ(found.schemas, names{"app"});
  EXPECT_TRUE(found.locations.empty());
  EXPECT_EQ(found.placeholders.at("some-name"), "1");
  EXPECT_EQ(found.url, "postgresql://h/d");
}

}  // namespace
}  // namespace fz::importer
