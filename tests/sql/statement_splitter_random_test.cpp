#include "core/sql/statement_splitter.hpp"
#include "core/sql/statement_traits.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

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

/// The statements of a script that comes in pieces, each with its place; what is refused, as a
/// sentence.
std::string split_in_pieces(const std::string& sql, dialect d, std::size_t size) {
  std::size_t at = 0;
  const text_pieces pieces = [&] {
    const std::string_view piece = std::string_view(sql).substr(at, size);
    at += piece.size();
    return piece;
  };
  std::string seen;
  try {
    statement_splitter splitter(pieces, d, {"a.sql", 1, 1});
    while (const statement* s = splitter.next()) seen += to_string(s->position) + s->sql + "\n";
  } catch (const error& e) {
    seen += e.what();
  }
  return seen;
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
      // SQLite is given what stands before a semicolon, too.
      const std::string end = d == dialect::sqlite ? ";" : "";
      const auto again = split_statements(s.sql + end, d, {"a.sql", 1, 1});
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

TEST(StatementSplitterRandom, AScriptInPiecesIsSplitAsTheWhole) {
  std::mt19937 random(20240602);
  for (int i = 0; i < 20000; ++i) {
    const std::string sql = random_sql(random) + random_sql(random);
    const dialect d = i % 2 == 0 ? dialect::sqlite : dialect::postgresql;
    const std::string whole = split_in_pieces(sql, d, sql.size());
    for (const std::size_t size : {1, 2, 3, 7, 64, 4096}) {
      ASSERT_EQ(split_in_pieces(sql, d, size), whole)
          << testing::PrintToString(sql) << " in pieces of " << size;
    }
  }
}

}  // namespace
}  // namespace fz
