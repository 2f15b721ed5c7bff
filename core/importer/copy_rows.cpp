#include "core/importer/copy_rows.hpp"

#include "core/importer/folder_files.hpp"
#include "core/sql/sql_scanner.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace fz::importer {
namespace {

/// As many rows as one statement inserts.
constexpr std::size_t rows_per_statement = 200;

/// `t (a, b)` of COPY t (a, b) FROM STDIN; nothing if options follow.
std::optional<std::string> target_of(std::string_view statement) {
  sql_scanner scanner(statement, dialect::postgresql, {});
  std::size_t begin = 0;
  std::size_t from = 0;
  std::vector<std::string> after;  // the words behind FROM
  for (sql_token token = scanner.next(); token.kind != sql_token_kind::end;
       token = scanner.next()) {
    if (token.kind == sql_token_kind::comment) continue;
    const std::string word = to_lower(scanner.text(token));
    if (begin == 0) {
      begin = token.end;  // behind COPY
    } else if (from != 0) {
      after.push_back(word);
    } else if (word == "from") {
      from = token.begin;
    }
  }
  if (from == 0 || after != std::vector<std::string>{"stdin"}) return std::nullopt;
  return std::string(trim(statement.substr(begin, from - begin)));
}

int digit_of(char c, int base) {
  const int value = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : base;
  return value < base ? value : base;
}

/// Up to `most` digits from `at` on, as a character; moves `at` behind them.
char numbered(std::string_view field, std::size_t& at, int base, std::size_t most) {
  int value = 0;
  const std::size_t end = std::min(field.size(), at + most);
  for (; at < end && digit_of(field[at], base) < base; ++at) {
    value = value * base + digit_of(field[at], base);
  }
  return static_cast<char>(value);
}

/// A field without COPY's backslashes.
std::string decoded(std::string_view field) {
  constexpr std::string_view names = "bfnrtv";
  constexpr std::string_view meant = "\b\f\n\r\t\v";
  std::string text;
  for (std::size_t at = 0; at < field.size();) {
    const char c = field[at++];
    if (c != '\\' || at == field.size()) {
      text += c;
      continue;
    }
    const char next = field[at];
    if (const std::size_t known = names.find(next); known != names.npos) {
      text += meant[known];
      ++at;
    } else if (digit_of(next, 8) < 8) {
      text += numbered(field, at, 8, 3);
    } else if (next == 'x' && at + 1 < field.size() && digit_of(field[at + 1], 16) < 16) {
      text += numbered(field, ++at, 16, 2);
    } else {
      text += next;
      ++at;
    }
  }
  return text;
}

/// As a literal that means the same whatever standard_conforming_strings says.
std::string literal(const std::string& text) {
  std::string inner;
  bool escapes = false;
  for (const char c : text) {
    if (c == '\'') inner += '\'';
    if (c == '\\') inner += '\\';
    escapes = escapes || c == '\\';
    inner += c;
  }
  return (escapes ? "E'" : "'") + inner + "'";
}

/// The row as `(…)`; empty if it is not text.
std::string row_of(std::string_view line) {
  std::string row;
  for (const std::string_view field : split(line, '\t')) {
    row += row.empty() ? "(" : ", ";
    if (field == "\\N") {
      row += "NULL";
      continue;
    }
    const std::string text = decoded(field);
    if (utf8_prefix(text) < text.size() || text.find('\0') != text.npos) return {};
    row += literal(text);
  }
  return row + ")";
}

}  // namespace

copied_rows inserts_of(std::string_view statement, std::string_view data) {
  const auto target = target_of(statement);
  if (!target) {
    return {{}, "COPY FROM STDIN with options reads rows from the client; INSERT them."};
  }
  copied_rows made;
  std::size_t count = 0;
  for (const text_line& line : lines_of(data)) {
    const std::string row = row_of(line.text);
    if (row.empty()) {
      return {{},
              fmt::format("Row {} of COPY FROM STDIN is not UTF-8; INSERT the rows.", line.number)};
    }
    if (count++ % rows_per_statement == 0) {
      if (!made.sql.empty()) made.sql += ";\n";
      // COPY gives identity columns the values that it reads, too.
      made.sql += "INSERT INTO " + *target + " OVERRIDING SYSTEM VALUE VALUES\n  " + row;
    } else {
      made.sql += ",\n  " + row;
    }
  }
  if (!made.sql.empty()) made.sql += ";";
  return made;
}

}  // namespace fz::importer
