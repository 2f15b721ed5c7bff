#include "core/script/section_rules.hpp"

#include "core/util/error.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::HasSubstr;

constexpr section_kind sqlite_section{true, direction::upgrade, dialect::sqlite};
constexpr section_kind sqlite_outside{false, direction::upgrade, dialect::sqlite};
constexpr section_kind postgresql_section{true, direction::upgrade, dialect::postgresql};
constexpr section_kind postgresql_outside{false, direction::upgrade, dialect::postgresql};

statement at_place(std::string sql) {
  statement s(std::move(sql));
  s.position = {"a.sql", 5, 1};
  return s;
}

std::optional<std::string> note_on(const char* sql, const section_kind& section) {
  script_effects effects;
  return check_statement(at_place(sql), section, effects);
}

std::string refusal(const char* sql, const section_kind& section) {
  try {
    script_effects effects;
    check_statement(at_place(sql), section, effects);
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::script);
    return e.what();
  }
  ADD_FAILURE() << sql << " was taken";
  return "";
}

TEST(SectionRules, OrdinaryStatementsAreRun) {
  for (const char* sql :
       {"CREATE TABLE t (a)", "SAVEPOINT a", "ROLLBACK TO a", "PRAGMA foreign_keys",
        "PRAGMA legacy_alter_table = ON", "PRAGMA foreign_key_check"}) {
    EXPECT_EQ(note_on(sql, sqlite_section), std::nullopt) << sql;
  }
  for (const char* sql : {"SET search_path = a", "SET client_encoding = 'UTF8'", "SET NAMES utf8",
                          "RESET client_encoding", "CALL p()"}) {
    EXPECT_EQ(note_on(sql, postgresql_section), std::nullopt) << sql;
  }
}

/// Generated table rebuilds begin and end with it. fz keeps foreign keys switched off, so that DROP
/// TABLE does not delete the rows of other tables by cascade; nothing may switch them on in a run.
TEST(SectionRules, SwitchingForeignKeysIsPassedOverInEverySection) {
  for (const section_kind& section : {sqlite_section, sqlite_outside}) {
    EXPECT_EQ(note_on("PRAGMA foreign_keys=OFF", section),
              "a.sql:5:1: PRAGMA foreign_keys is passed over. Foreign keys are switched off anyway "
              "while migrations run.");
    EXPECT_THAT(note_on("pragma Foreign_Keys(1)", section).value_or(""),
                HasSubstr("Foreign keys stay switched off for the whole run"));
  }
}

TEST(SectionRules, ASectionInATransactionDoesNotEndIt) {
  for (const section_kind& section : {sqlite_section, postgresql_section}) {
    for (const char* sql : {"BEGIN", "COMMIT", "END", "ROLLBACK"}) {
      EXPECT_EQ(refusal(sql, section),
                "a.sql:5:1: " + std::string(sql) +
                    " cannot be used here: fz runs the whole section in one transaction, together "
                    "with the version row. Leave it out.");
    }
  }
  EXPECT_EQ(note_on("COMMIT AND CHAIN", postgresql_outside), std::nullopt);
  EXPECT_EQ(note_on("VACUUM", sqlite_outside), std::nullopt);
}

TEST(SectionRules, WhatATransactionRefusesNeedsASectionOutsideOfOne) {
  EXPECT_EQ(
      refusal("CREATE INDEX CONCURRENTLY i ON t (a)", postgresql_section),
      "a.sql:5:1: CREATE INDEX CONCURRENTLY cannot run inside a transaction. Mark the section "
      "so that it runs outside of one: `-- fz:upgrade transaction=off`.");
  EXPECT_THAT(refusal("VACUUM", {true, direction::downgrade, dialect::sqlite}),
              HasSubstr("`-- fz:downgrade transaction=off`"));
}

/// The server would take the bytes of the file for another encoding's.
TEST(SectionRules, TheEncodingStaysUtf8) {
  for (const section_kind& section : {postgresql_section, postgresql_outside}) {
    for (const char* sql :
         {"SET client_encoding = 'LATIN1'", "SET NAMES 'SQL_ASCII'",
          "SET LOCAL client_encoding TO x", "SELECT set_config('client_encoding', f(), false)",
          "DO $$ BEGIN SET client_encoding = 'LATIN1'; END $$"}) {
      EXPECT_THAT(refusal(sql, section), HasSubstr("a.sql:5:1: client_encoding cannot be changed"));
    }
  }
}

TEST(SectionRules, EffectsAreThoseOfTheStatementsThatAreRun) {
  script_effects effects;
  check_statement(at_place("PRAGMA foreign_keys = ON"), sqlite_section, effects);
  EXPECT_EQ(effects, script_effects());
  check_statement(at_place("SET TRANSACTION READ WRITE"), postgresql_section, effects);
  EXPECT_TRUE(effects.begins_transaction_settings);
  EXPECT_EQ(effects.session, session_effect::none);
  check_statement(at_place("SELECT f()"), postgresql_section, effects);
  EXPECT_EQ(effects.session, session_effect::possible);
  check_statement(at_place("SET search_path = a"), postgresql_section, effects);
  check_statement(at_place("CREATE TABLE t (a int)"), postgresql_section, effects);
  EXPECT_EQ(effects.session, session_effect::certain);
  EXPECT_TRUE(effects.sets_search_path);
  EXPECT_FALSE(effects.makes_temporary_objects);
}

}  // namespace
}  // namespace fz
