#include "core/sql/statement_splitter.hpp"
#include "core/util/error.hpp"
#include "tests/fuzz/expect.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fz {
namespace {

/// Where a line and column are in a text.
std::size_t offset_of(const source_position& at, std::string_view text) {
  std::size_t offset = 0;
  for (std::size_t line = 1; line < at.line; ++line) {
    const std::size_t end = text.find('\n', offset);
    expect(end != text.npos, "a statement's line exists");
    offset = end + 1;
  }
  return offset + at.column - 1;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

void expect_one(const std::string& sql, std::string_view end, dialect d) {
  const auto again = split_statements(sql + std::string(end), d, {"a.sql", 1, 1});
  expect(again.size() == 1, "one statement stays one");
  // What precedes its semicolon belongs to a statement for SQLite; without one it is left out.
  const bool loses_end = d == dialect::sqlite && end.empty();
  expect(loses_end ? sql.starts_with(again[0].sql) : again[0].sql == sql, "and stays as it is");
}

/// Statements lie in the text, one behind the other, where their positions say.
void check_places(const std::vector<statement>& statements, std::string_view text, dialect d) {
  std::size_t free_from = 0;
  for (const statement& s : statements) {
    const std::size_t offset = offset_of(s.position, text);
    expect(offset >= free_from, "statements follow each other");
    expect(text.substr(offset, s.sql.size()) == s.sql, "a statement is where its position says");
    expect(!s.sql.empty(), "a statement has text");
    expect(!is_blank(s.sql.front()), "and no blanks before it");
    expect(d == dialect::sqlite || !is_blank(s.sql.back()), "nor after it, but for SQLite");
    free_from = offset + s.sql.size();
  }
}

/// A script is split in the same way behind another one.
void check_behind(const std::vector<statement>& statements, std::string_view text, dialect d) {
  const auto all = split_statements("SELECT 1;\n" + std::string(text), d, {"a.sql", 1, 1});
  expect(all.size() == statements.size() + 1, "a statement in front adds one");
  for (std::size_t i = 0; i < statements.size(); ++i) {
    expect(all[i + 1].sql == statements[i].sql, "and changes none");
    const source_position& at = statements[i].position;
    expect(all[i + 1].position.line == at.line + 1, "only its line");
    expect(all[i + 1].position.column == at.column, "and not its column");
  }
}

void check_statements(std::string_view text, dialect d) {
  const std::vector<statement> statements = split_statements(text, d, {"a.sql", 1, 1});
  check_places(statements, text, d);
  for (const statement& s : statements) {
    expect_one(s.sql, "", d);
    // The last one may stop in the middle, between parentheses.
    if (&s != &statements.back()) expect_one(s.sql, "; -- done\n;", d);
  }
  check_behind(statements, text, d);
}

}  // namespace
}  // namespace fz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const fz::dialect d : {fz::dialect::sqlite, fz::dialect::postgresql}) {
    try {
      fz::check_statements(text, d);
    } catch (const fz::error& refused) {
      expect(refused.kind() == fz::error_kind::script, "a bad script is an error of the script");
    }
  }
  return 0;
}
