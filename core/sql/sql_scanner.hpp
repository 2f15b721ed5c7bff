#pragma once

#include "core/sql/dialect.hpp"
#include "core/util/error.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
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

/// Gives the next piece of a text, "" at its end; it is copied before the next call.
using text_pieces = std::function<std::string_view()>;

/// Cuts SQL into tokens as the database's own shell does: sqlite3_complete() of SQLite, psqlscan.l
/// of PostgreSQL (with standard_conforming_strings). One pass, linear in the length of the text.
class sql_scanner {
 public:
  /// A scanner of a whole text, which must outlive it. `start` is the place of the text's first
  /// byte in its file.
  sql_scanner(std::string_view sql, fz::dialect dialect, source_position start);

  /// A scanner of a text that comes in pieces. It keeps the text from the last token on, and what
  /// keep_from() asks for; so much, and a piece, is what it needs of memory.
  sql_scanner(text_pieces pieces, fz::dialect dialect, source_position start);

  /// The next token; blanks between tokens are skipped. Throws error(script) with the place
  /// where a string, quoted name or (PostgreSQL) block comment begins that is never closed.
  sql_token next();

  /// Inside of a statement: skips words, numbers, signs and strings without a look at each,
  /// up to a token that may mean more, and counts the parentheses that are open. Gives where the
  /// last of them ends, or nothing if none comes next.
  std::optional<std::size_t> pass_over_plain(std::size_t& parentheses);

  /// Views of the text are valid until the next token is asked for.
  std::string_view text(const sql_token& token) const { return text(token.begin, token.end); }
  std::string_view text(std::size_t begin, std::size_t end) const {
    return sql_.substr(begin - base_, end - begin);
  }

  /// All that was read and is after the offset: the text to its end, or to that of a piece.
  std::string_view read_ahead(std::size_t offset) const { return sql_.substr(offset - base_); }

  /// text() can be asked from this offset on, from now on. At first it is the text's beginning.
  void keep_from(std::size_t offset) { kept_ = offset; }

  /// True if only spaces and tabs are before the token, which is the last, in its line.
  bool begins_line(const sql_token& token) const;

  /// From here on a backslash in '…' escapes the character after it, as PostgreSQL reads strings
  /// with standard_conforming_strings = off.
  void set_backslash_escapes(bool on) { backslash_escapes_ = on; }

  /// Line and column of an offset; cheap as long as the offsets asked for do not decrease.
  const source_position& position(std::size_t offset);

 private:
  sql_token next_token();
  std::optional<std::size_t> pass_to(std::size_t end);
  std::size_t end_of_plain_string(std::size_t begin) const;
  bool is_plain(std::size_t at) const;
  bool is_in_word(std::size_t at) const;
  std::size_t word_begin(std::size_t end) const;
  bool is_cut(const sql_token& token) const;
  void read_on(std::size_t again);
  bool begins_shell_command() const;
  sql_token take(sql_token_kind kind, std::size_t end);
  sql_token take_rare(char c, char following);
  sql_token take_shell_command();
  sql_token take_quoted(std::size_t begin, char quote);
  sql_token take_escape_string(std::size_t quote);
  sql_token take_bracketed();
  sql_token take_line_comment();
  sql_token take_block_comment();
  sql_token take_word();
  sql_token take_digits();
  sql_token take_dollar();
  std::size_t continued_string(std::size_t after);
  bool is_blank(char c) const;
  sql_token never_closed(std::size_t begin, std::string_view what);

  text_pieces pieces_;                   // none: sql_ is all there is, or its last part
  std::unique_ptr<std::string> buffer_;  // of sql_, if it comes in pieces
  std::string_view sql_;
  std::size_t base_ = 0;  // the offset of sql_ in the text
  std::size_t kept_ = 0;  // an offset in the text
  fz::dialect dialect_;
  std::size_t at_ = 0;        // in sql_, as all of next_token()
  std::size_t last_end_ = 0;  // of the token that next() gave last, in the text
  bool reached_end_ = false;  // next_token() would have looked beyond the end of sql_
  bool backslash_escapes_ = false;
  bool in_statement_ = false;  // a token of a statement came after the last semicolon
  source_position start_;      // the place of start_offset_
  std::size_t start_offset_ = 0;
  source_position counted_;  // the place of counted_offset_
  std::size_t counted_offset_ = 0;
};

}  // namespace fz
