#pragma once

#include "core/sql/dialect.hpp"
#include "core/util/error.hpp"

#include <cstddef>
#include <string_view>

namespace fz {

enum class sql_token_kind {
  end,        ///< nothing is left
  comment,    ///< `-- …` without its line end, or `/* … */`
  word,       ///< a keyword or a name without quotes
  quoted,     ///< a string, a quoted name or a dollar-quoted string, whole
  semicolon,  ///< `;`
  open,       ///< `(`
  close,      ///< `)`
  other,      ///< one byte, or the digits of a number
  /// A command of the database's shell to the end of its line, which is not SQL: `\\set x 1` of
  /// psql outside of quotes; `.read x` of sqlite3, and its `# x`, where a statement would begin
  /// with the line.
  shell_command,
};

struct sql_token {
  sql_token_kind kind = sql_token_kind::end;
  std::size_t begin = 0;  ///< offsets into the text
  std::size_t end = 0;
};

/// Cuts SQL into tokens as the database's own shell does: sqlite3_complete() of SQLite, psqlscan.l
/// of PostgreSQL (with standard_conforming_strings). One pass, linear in the length of the text,
/// which must outlive the scanner.
class sql_scanner {
 public:
  /// `start` is the place of the text's first byte in its file.
  sql_scanner(std::string_view sql, fz::dialect dialect, source_position start);

  /// The next token; blanks between tokens are passed over. Throws error(script) with the place
  /// where a string, quoted name or (PostgreSQL) block comment begins that is never closed.
  sql_token next();

  std::string_view text(const sql_token& token) const {
    return sql_.substr(token.begin, token.end - token.begin);
  }

  /// From here on a backslash in '…' escapes the character behind it, as PostgreSQL reads strings
  /// with standard_conforming_strings = off.
  void set_backslash_escapes(bool on) { backslash_escapes_ = on; }

  /// Line and column of an offset; cheap as long as the offsets asked for do not decrease.
  source_position position(std::size_t offset);

 private:
  sql_token next_token();
  bool begins_shell_command() const;
  sql_token take(sql_token_kind kind, std::size_t end);
  sql_token take_shell_command();
  sql_token take_quoted(std::size_t begin, char quote);
  sql_token take_escape_string(std::size_t quote);
  sql_token take_bracketed();
  sql_token take_line_comment();
  sql_token take_block_comment();
  sql_token take_word();
  sql_token take_digits();
  sql_token take_dollar();
  std::size_t continued_string(std::size_t after) const;
  bool is_blank(char c) const;
  [[noreturn]] void never_closed(std::size_t begin, std::string_view what);

  std::string_view sql_;
  fz::dialect dialect_;
  std::size_t at_ = 0;
  bool backslash_escapes_ = false;
  bool in_statement_ = false;  // a token of a statement came after the last semicolon
  source_position start_;
  source_position counted_;  // the place of counted_offset_
  std::size_t counted_offset_ = 0;
};

}  // namespace fz
