#include "core/importer/alembic_files.hpp"

#include "core/util/error.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace fz::importer {
namespace {

using names = std::vector<std::string>;

class AlembicFiles : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((root.path() / name).parent_path());
    std::ofstream(root.path() / name) << text;
  }

  temporary_folder root;
};

TEST_F(AlembicFiles, SettingsComeFromTheIniFile) {
  write("alembic.ini",
        "[other]\nscript_location = wrong\n[alembic]\n# c\nscript_location = %(here)s/db\n"
        "version_locations = %(here)s/a\n  b\nsqlalchemy.url = sqlite:///a%%20b.db\n");
  const alembic_settings found = find_alembic_settings(root.path());
  EXPECT_EQ(found.script_location, root.path() / "db");
  EXPECT_EQ(found.version_locations,
            (std::vector<std::filesystem::path>{root.path() / "a", root.path() / "b"}));
  EXPECT_EQ(found.url, "sqlite:///a%20b.db");
}

TEST_F(AlembicFiles, SettingsMayBeInPyprojectAndAbove) {
  write("pyproject.toml", "[tool.alembic]\nscript_location = \"%(here)s/alembic\"\n");
  write("alembic/versions/x.py", "");
  const alembic_settings found = find_alembic_settings(root.path() / "alembic" / "versions");
  EXPECT_EQ(found.folder, root.path());
  EXPECT_EQ(found.version_locations.at(0), root.path() / "alembic/versions");
}

TEST_F(AlembicFiles, TheUrlOfTheTemplateIsNone) {
  write("alembic.ini", "[alembic]\nsqlalchemy.url = driver://user:pass@localhost/dbname\n");
  EXPECT_EQ(find_alembic_settings(root.path()).url, "");
}

TEST_F(AlembicFiles, TheGraphIsReadWithoutRunningAnything) {
  write("alembic.ini", "[alembic]\nscript_location = .\n");
  write("versions/a.py",
        "\"\"\"add it\n\nCreate Date: 2024-06-01 16:03:13\n\"\"\"\nimport nothing_there\n"
        "revision: str = 'ccc'\ndown_revision: Union[str, None] = (\n    'aaa',  # first\n"
        "    \"bbb\",\n)\nbranch_labels = ['shop']\ndepends_on = None\n");
  write("versions/b.py", "revision = 'aaa'\ndown_revision = None\n");
  write("versions/c.py", "revision = \"bbb\"\ndown_revision = 'aaa'\n");
  const auto found = read_alembic_graph(find_alembic_settings(root.path()));
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].version, "aaa");
  EXPECT_EQ(found[1].version, "bbb");
  EXPECT_EQ(found[2].version, "ccc");
  EXPECT_EQ(found[2].parents, (names{"aaa", "bbb"}));
  EXPECT_EQ(found[2].branch_labels, names{"shop"});
  EXPECT_EQ(found[2].name, "add it");
  EXPECT_EQ(found[2].date, "2024-06-01T16:03:13Z");
  EXPECT_EQ(found[2].file, "versions/a.py");
}

TEST_F(AlembicFiles, ACycleDoesNotHang) {
  write("alembic.ini", "[alembic]\nscript_location = .\n");
  write("versions/a.py", "revision = 'a'\ndown_revision = 'b'\n");
  write("versions/b.py", "revision = 'b'\ndown_revision = 'a'\n");
  EXPECT_EQ(read_alembic_graph(find_alembic_settings(root.path())).size(), 2u);
}

}  // namespace
}  // namespace fz::importer
