#include "core/importer/carry_over.hpp"

#include <gtest/gtest.h>

namespace fz::importer {
namespace {

carried_section carry(const std::string& text, dialect d = dialect::postgresql) {
  origin_section section{text, {"a.sql", 1, 1}};
  section.is_shell_script = true;
  return carry_over(section, d, {{"owner", "o'neil"}});
}

TEST(CarryOver, LeavesOrdinaryStatementsByteForByte) {
  const std::string text = "-- c\r\nSELECT 'a;b' ;\n\n  /* x */ SELECT $$;$$";
  const carried_section carried = carry(text);
  EXPECT_EQ(carried.text, text);
  EXPECT_TRUE(carried.transactional);
  EXPECT_TRUE(carried.remarks.empty());
}

TEST(CarryOver, TakesOutBeginAndCommitWithTheirLines) {
  EXPECT_EQ(carry("BEGIN;\nSELECT 1;\nCOMMIT;\n").text, "SELECT 1;\n");
  EXPECT_EQ(carry("START TRANSACTION; SELECT 1; END;").text, " SELECT 1; ");
  EXPECT_EQ(carry("begin transaction;\nSELECT 1;\nend", dialect::sqlite).text, "SELECT 1;\n");
}

TEST(CarryOver, TheEndOfATriggerOrOfABodyIsNotThatOfATransaction) {
  const std::string trigger = "CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; END;\n";
  EXPECT_EQ(carry(trigger, dialect::sqlite).text, trigger);
  const std::string body = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END;\n";
  EXPECT_EQ(carry(body).text, body);
  const std::string block = "DO $$ BEGIN PERFORM 1; END $$;\n";
  EXPECT_EQ(carry(block).text, block);
}

TEST(CarryOver, WhatATransactionRefusesSwitchesItOff) {
  const carried_section carried = carry("SELECT 1;\nCREATE INDEX CONCURRENTLY i ON t (a);");
  EXPECT_FALSE(carried.transactional);
  ASSERT_EQ(carried.remarks.size(), 2u);
  EXPECT_EQ(carried.remarks[0].sentence,
            "transaction=off: CREATE INDEX CONCURRENTLY cannot run in a transaction.");
  EXPECT_EQ(carried.remarks[0].place.line, 2u);
  EXPECT_EQ(carried.remarks[1].place.line, 1u);
}

TEST(CarryOver, OutsideOfATransactionItsOwnOnesStay) {
  const std::string text = "BEGIN;\nSELECT 1;\nCOMMIT;\nVACUUM;\n";
  EXPECT_EQ(carry(text).text, text);
}

TEST(CarryOver, ARollbackNeedsAPerson) {
  const carried_section carried = carry("SELECT 1;\nROLLBACK;\n");
  ASSERT_EQ(carried.remarks.size(), 1u);
  EXPECT_EQ(carried.remarks[0].what, remark::weight::todo);
  EXPECT_NE(carried.text.find("-- fz:todo ROLLBACK"), std::string::npos);
  EXPECT_NE(carried.text.find("\n-- ROLLBACK;"), std::string::npos);
}

TEST(CarryOver, LeavesOutForeignKeyPragmas) {
  EXPECT_EQ(
      carry("PRAGMA foreign_keys=OFF;\nSELECT 1;\nPRAGMA foreign_keys=ON;\n", dialect::sqlite).text,
      "SELECT 1;\n");
}

TEST(CarryOver, CommandsOfTheShellBecomeComments) {
  const carried_section carried = carry("\\set ON_ERROR_STOP on\nSELECT 1;\n\\copy t FROM 'x'\n");
  EXPECT_EQ(carried.text.substr(0, 35), "-- \\set ON_ERROR_STOP on\nSELECT 1;\n");
  EXPECT_NE(carried.text.find("-- fz:todo \\copy is a psql command"), std::string::npos);
  EXPECT_NE(carried.text.find("\n-- \\copy t FROM 'x'\n"), std::string::npos);
}

TEST(CarryOver, DataOfCopyBecomesInsertStatements) {
  const carried_section carried = carry("COPY t FROM stdin;\n1\ta;b'\n\\.\nSELECT 2;\n");
  EXPECT_EQ(carried.text,
            "INSERT INTO t OVERRIDING SYSTEM VALUE VALUES\n  ('1', 'a;b\'\'');\nSELECT 2;\n");
  EXPECT_EQ(carry("COPY t FROM stdin;\n\\.\nSELECT 2;\n").text, "\nSELECT 2;\n");
}

TEST(CarryOver, DataOfCopyWithOptionsBecomesAComment) {
  const carried_section carried = carry("COPY t FROM stdin CSV;\n1\ta;b'\n\\.\nSELECT 2;\n");
  EXPECT_NE(carried.text.find("-- COPY t FROM stdin CSV;\n-- 1\ta;b'\n-- \\.\nSELECT 2;\n"),
            std::string::npos);
}

TEST(CarryOver, FillsInVariablesOfPsql) {
  EXPECT_EQ(carry("SELECT :'owner', :\"owner\", a::text, b[1:n], ':owner';").text,
            "SELECT 'o''neil', \"o'neil\", a::text, b[1:n], ':owner';");
  const carried_section carried = carry("SELECT :other;");
  EXPECT_TRUE(carried.text.starts_with("-- fz:todo :other is a variable of psql"));
}

TEST(CarryOver, MarkersOfOtherToolsLoseTheirMeaning) {
  EXPECT_EQ(carry("-- no-transaction\nSELECT 1;").text, "-- original: no-transaction\nSELECT 1;");
  EXPECT_EQ(carry("-- fz:downgrade\nSELECT 1;").text, "-- original: fz:downgrade\nSELECT 1;");
}

TEST(CarryOver, AStringThatIsNeverClosedIsAnErrorWithItsPlace) {
  try {
    carry("SELECT 1;\nSELECT 'a");
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(std::string(e.what()).substr(0, 9), "a.sql:2:8");
  }
}

}  // namespace
}  // namespace fz::importer
