#include "core/command/schema_source.hpp"

#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "tests/support/temporary_folder.hpp"

#include <filesystem>
#include <gmock/gmock.h>

namespace fz::command {
namespace {

using kind = schema_source::kind;
using testing::ElementsAre;
using testing::HasSubstr;

struct SchemaSource : testing::Test {
  temporary_folder folder;
  config settings;

  SchemaSource() {
    settings.file = folder.path() / "alembic.toml";
    write_file(folder.path() / "schema.sql", "", existing_file::refuse);
    std::filesystem::create_directory(folder.path() / "revisions.d");
  }

  schema_source parse(const std::string& text) const {
    return parse_schema_source(settings, text, folder.path());
  }

  std::string refusal(const std::string& text) const {
    try {
      parse(text);
    } catch (const error& e) {
      return e.what();
    }
    return "nothing was refused";
  }
};

TEST_F(SchemaSource, TheFormsAreToldApart) {
  EXPECT_EQ(parse("sqlite:///a.db").what, kind::database);
  EXPECT_EQ(parse("schema.sql").what, kind::file);
  EXPECT_EQ(parse("revisions.d").what, kind::folder);
  EXPECT_EQ(parse("./schema.sql").what, kind::file);
  EXPECT_THAT(refusal("missing.sql"), HasSubstr("'missing.sql' is not a file"));
}

TEST_F(SchemaSource, RevisionsAreThoseOfTheProjectUpToOneOfThem) {
  EXPECT_EQ(parse("revisions").what, kind::revisions);
  EXPECT_THAT(parse("revisions").revisions, ElementsAre("heads"));
  EXPECT_THAT(parse("revisions@ab12").revisions, ElementsAre("ab12"));
  EXPECT_EQ(to_string(parse("revisions@ab12")), "the revisions at ab12");
}

TEST_F(SchemaSource, TheTargetIsAFileACommandOrTheRevisions) {
  EXPECT_EQ(parse("target").what, kind::revisions);
  EXPECT_FALSE(has_target(settings));
  settings.schema.target = folder.path() / "schema.sql";
  EXPECT_EQ(parse("target").what, kind::file);
  EXPECT_TRUE(has_target(settings));
  settings.schema.target = folder.path() / "gone.sql";
  EXPECT_THAT(refusal("target"), HasSubstr("does not exist"));
  settings.schema.target.reset();
  settings.schema.command = "print ddl";
  EXPECT_EQ(parse("target").what, kind::command);
  EXPECT_EQ(to_string(parse("target")), "what 'print ddl' prints");
}

TEST_F(SchemaSource, WithoutAProjectThereAreOnlyUrlsAndPaths) {
  settings.file.clear();
  EXPECT_THAT(refusal("target"), HasSubstr("no alembic.toml"));
  EXPECT_THAT(refusal("revisions@base"), HasSubstr("no alembic.toml"));
  EXPECT_EQ(parse("schema.sql").what, kind::file);
}

}  // namespace
}  // namespace fz::command
