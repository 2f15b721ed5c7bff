#pragma once

#include "core/sql/dialect.hpp"
#include "core/sql/script_rules.hpp"
#include "core/sql/sql_scanner.hpp"
#include "core/sql/statement.hpp"
#include "core/sql/statement_boundary.hpp"
#include "core/util/error.hpp"

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

namespace fz {

/// Cuts a script into its statements, one after the other, where the database's own shell would:
/// not at a semicolon in a string, a quoted name, a comment or a dollar quote, in the body of a
/// SQLite trigger, between parentheses or in a BEGIN ATOMIC … END body of PostgreSQL. The script
/// may come in pieces, so that no more of it than a statement and a piece need be in memory.
///
/// A statement goes from its first to its last character that is not a blank or a comment, without
/// the semicolon; what is between them goes to the database as it is. For SQLite it includes what
/// precedes the semicolon: SQLite stores the text of an index with its trailing blanks. Its
/// position is that of its first character. Empty statements are skipped. Linear in the length of
/// the script.
class statement_splitter {
 public:
  /// Sees each comment, which is the scanner's last token; true: the script ends before it.
  using comment_observer = std::function<bool(const sql_token& comment, sql_scanner& scanner)>;

  /// `start` is the place of the script's first byte in its file.
  statement_splitter(std::string_view sql, dialect d, const source_position& start);
  statement_splitter(text_pieces pieces, dialect d, const source_position& start);

  void observe_comments(comment_observer observer) { observe_comment_ = std::move(observer); }

  /// Takes what script_rules refuse in a statement, and a trigger that is never closed: for text
  /// that will not be run.
  void be_lenient() { is_lenient_ = true; }

  /// Sees what script_rules refuse instead of having it thrown; the script goes on after it.
  void observe_refusals(std::function<void(const error&)> observer) {
    observe_refusal_ = std::move(observer);
  }

  /// The next statement, valid until the next call; nullptr at the end of the script. Throws
  /// error(script) with the place where something begins that is never closed, or for which there
  /// is not enough memory, and what script_rules refuse.
  const statement* next();

 private:
  const statement* find_next();
  bool take_statement();
  bool is_end(const sql_token& token);
  void refuse(const sql_token& token);
  void check_closed();

  sql_scanner scanner_;
  statement_boundary boundary_;
  script_rules rules_;
  comment_observer observe_comment_;
  std::function<void(const error&)> observe_refusal_;
  statement current_;
  bool keeps_end_;  // blanks and comments before the semicolon
  std::size_t begin_ = 0;
  std::size_t end_ = 0;  // after the last real character; begin_ == end_: no statement yet
  bool is_lenient_ = false;
  bool ended_ = false;
};

/// All statements of a script.
std::vector<statement> split_statements(std::string_view sql, dialect dialect,
                                        const source_position& start);

}  // namespace fz
