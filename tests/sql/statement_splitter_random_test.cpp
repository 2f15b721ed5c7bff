#include "core/sql/statement_splitter.hpp"
#include "core/sql/statement_traits.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace fz {
namespace {

/// Pieces that steer the splitter, put together in every order.
std::string random_sql(std::mt19937& random) {
  static const std::string pieces[] = {
      "'",  "\"", "`",    "[",      "]",       "$",         "$a$",   "$$",       ";",     "(",
      ")",  "--", "/*",   "*/",     "\n",      "\r",        " ",     "E'",       "\\",    "e",
      "1",  "é",  "a",    "CREATE", "TRIGGER", "FUNCTION ", "BEGIN", "ATOMIC ",  "CASE ", "END",
      "''", "\f", "\xff", "=",      "PRAGMA ", "EXPLAIN ",  "TEMP ", "ROLLBACK "};
  std::string sql;
  const std::size_t count = random() % 30;
  for (std::size_t i = 0; i < count; ++i) {
    sql += random() % 8 == 0 ? std::string(1, static_cast<char>(random()))
                             : pieces[random() % std::size(pieces)];
  }
  return sql;
}

/// Each statement is where its position says, none begins or ends with a blank, and splitting it
/// again gives the same one.
void check(const std::string& sql, dialect d) {
  try {
    std::size_t from = 0;
    for (const statement& s : split_statements(sql, d, {"a.sql", 1, 1})) {
      const std::size_t found = sql.find(s.sql, from);
      ASSERT_NE(found, std::string::npos);
      from = found + s.sql.size();
      ASSERT_FALSE(s.sql.empty());
      std::size_t offset = 0;
      for (std::size_t line = 1; line < s.position.line; ++line)
        offset = sql.find('\n', offset) + 1;
      ASSERT_EQ(sql.substr(offset + s.position.column - 1, s.sql.size()), s.sql);
      const auto again = split_statements(s.sql, d, {"a.sql", 1, 1});
      ASSERT_EQ(again.size(), 1u);
      ASSERT_EQ(again[0].sql, s.sql);
      describe(s.sql, d);
    }
  } catch (const error& e) {
    ASSERT_EQ(e.kind(), error_kind::script);
  }
}

TEST(StatementSplitterRandom, EveryInputGivesStatementsOrAnError) {
  std::mt19937 random(20240601);
  for (int i = 0; i < 60000; ++i) {
    const std::string sql = random_sql(random);
    SCOPED_TRACE(testing::PrintToString(sql));
    check(sql, i % 2 == 0 ? dialect::sqlite : dialect::postgresql);
    if (testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace fz
