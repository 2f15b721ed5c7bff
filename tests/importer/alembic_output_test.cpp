#include "core/importer/alembic_output.hpp"

#include <gtest/gtest.h>

namespace fz::importer {
namespace {

std::string fields(const std::vector<std::pair<std::string, std::string>>& all) {
  std::string text;
  for (const auto& [name, value] : all) {
    text += name + " " + std::to_string(value.size()) + "\n" + value + "\n";
  }
  return text;
}

TEST(AlembicOutput, GivesRevisionsWithBothWays) {
  migration_folder folder;
  const std::string why =
      take_alembic_output(fields({{"revision", "bb"},
                                  {"down", "aa"},
                                  {"doc", "a message\n\nCreate Date: 2024-06-01"},
                                  {"file", "v/bb.py"},
                                  {"section", "upgrade"},
                                  {"dialect", "sqlite"},
                                  {"sql", "SELECT 1;\n"},
                                  {"flag", "autocommit"},
                                  {"section", "downgrade"},
                                  {"dialect", "sqlite"},
                                  {"sql", ""},
                                  {"end", ""}}),
                          {}, folder);
  EXPECT_EQ(why, "");
  ASSERT_EQ(folder.migrations.size(), 1u);
  const origin_migration& found = folder.migrations[0];
  EXPECT_EQ(found.parents, std::vector<std::string>{"aa"});
  EXPECT_EQ(found.name, "a message");
  EXPECT_EQ(found.upgrades.at(0).text, "SELECT 1;\n");
  EXPECT_FALSE(found.upgrades.at(0).transactional);
  EXPECT_TRUE(found.downgrades.at(0).transactional);
  EXPECT_EQ(folder.dialect, dialect::sqlite);
}

TEST(AlembicOutput, WhatReadsOrFailsIsToBeDoneByHand) {
  migration_folder folder;
  take_alembic_output(fields({{"revision", "a"},
                              {"section", "upgrade"},
                              {"dialect", "sqlite"},
                              {"sql", "x"},
                              {"flag", "select"},
                              {"unbound", "now"},
                              {"section", "downgrade"},
                              {"error", "E: bad"},
                              {"end", ""}}),
                      {}, folder);
  EXPECT_EQ(folder.migrations.at(0).upgrades.at(0).todos.size(), 2u);
  EXPECT_EQ(folder.migrations.at(0).downgrades.at(0).todos.at(0),
            "Alembic cannot print what downgrade() does: E: bad");
}

TEST(AlembicOutput, SaysWhyThereIsNone) {
  migration_folder folder;
  EXPECT_EQ(take_alembic_output(fields({{"failure", "no alembic"}}), {}, folder), "no alembic");
  EXPECT_EQ(take_alembic_output("revision 5\nab", {}, folder), "its output ends in the middle.");
  EXPECT_EQ(take_alembic_output(fields({{"revision", "a"}}), {}, folder),
            "its output ends in the middle.");
  const std::string mysql = fields(
      {{"revision", "a"}, {"section", "upgrade"}, {"dialect", "mysql"}, {"sql", ""}, {"end", ""}});
  EXPECT_EQ(take_alembic_output(mysql, {}, folder),
            "env.py chooses 'mysql', which is not known here; ask for a dialect.");
  EXPECT_TRUE(folder.migrations.empty());
}

}  // namespace
}  // namespace fz::importer
