#include "core/script/open_todos.hpp"

#include "core/util/error.hpp"
#include "tests/database/temporary_database.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace fz {
namespace {

struct OpenTodos : testing::Test {
  temporary_folder folder;
  std::string path = (folder.path() / "a.sql").string();

  std::vector<std::string> find(const std::string& text, dialect d = dialect::sqlite) const {
    std::ofstream(path) << text;
    std::vector<std::string> found;
    for (const open_todo& each : open_todos(path, d)) {
      found.push_back(std::to_string(each.position.line) + " " + each.text);
    }
    return found;
  }
};

const std::string front = "-- +++\n-- revision = \"a\"\n-- +++\n";

TEST_F(OpenTodos, AreFoundInBothDirectionsAndBeforeTheSections) {
  const std::string text = front +
                           "-- fz:todo one\n-- fz:upgrade\n--fz:todo  two words \nSELECT 1;\n"
                           "-- fz:downgrade\n-- fz:todo three\n";
  EXPECT_EQ(find(text), (std::vector<std::string>{"4 one", "6 two words", "9 three"}));
}

TEST_F(OpenTodos, OfOtherDialectsAreLeftOut) {
  const std::string text = front + "-- fz:upgrade sqlite\n-- fz:upgrade postgresql\n-- fz:todo x\n";
  EXPECT_EQ(find(text), std::vector<std::string>());
  EXPECT_EQ(find(text, dialect::postgresql), std::vector<std::string>{"6 x"});
}

TEST_F(OpenTodos, AreFoundWhereAPieceOfALongFileEnds) {
  for (const std::size_t before : {0u, 1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u}) {
    std::string text = front + "-- fz:upgrade\n--";
    text.resize(256 * 1024 - 4 - before, '-');
    text += "\n-- fz:todo x\nSELECT 1;\n";
    EXPECT_EQ(find(text).size(), 1u) << before;
  }
}

}  // namespace
}  // namespace fz
