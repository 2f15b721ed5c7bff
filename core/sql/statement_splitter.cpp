#include "core/sql/statement_splitter.hpp"

#include <new>
#include <utility>

namespace fz {
namespace {

/// Where a statement for SQLite ends: before the semicolon. But without a comment to the end of a
/// line after ALTER TABLE … ADD COLUMN, which SQLite would put into the middle of the table's text.
std::size_t end_before(std::size_t semicolon, std::size_t begin, std::size_t end,
                       sql_scanner& scanner) {
  const bool creates = (scanner.text(begin, begin + 1).front() | 0x20) == 'c';
  const bool has_line_comment = scanner.text(end, semicolon).find("--") != std::string_view::npos;
  return creates || !has_line_comment ? semicolon : end;
}

}  // namespace

statement_splitter::statement_splitter(std::string_view sql, dialect d,
                                       const source_position& start)
    : scanner_(sql, d, start),
      boundary_(d),
      rules_(d),
      current_(std::string()),
      keeps_end_(d == dialect::sqlite) {
  current_.position.file = start.file;
}

statement_splitter::statement_splitter(text_pieces pieces, dialect d, const source_position& start)
    : scanner_(std::move(pieces), d, start),
      boundary_(d),
      rules_(d),
      current_(std::string()),
      keeps_end_(d == dialect::sqlite) {
  current_.position.file = start.file;
}

const statement* statement_splitter::next() {
  try {
    return find_next();
  } catch (const std::bad_alloc&) {
    const bool is_begun = begin_ < end_;
    throw error_at(error_kind::script, is_begun ? scanner_.position(begin_) : current_.position,
                   is_begun ? "There is not enough memory for the statement that begins here."
                            : "There is not enough memory for what follows this statement.");
  }
}

const statement* statement_splitter::find_next() {
  while (!ended_) {
    if (begin_ < end_ && !boundary_.looks_at_words()) {
      end_ = scanner_.pass_over_plain(boundary_.parentheses()).value_or(end_);
    }
    const sql_token token = scanner_.next();
    if (is_end(token)) {
      ended_ = true;
      check_closed();
      return take_statement() ? &current_ : nullptr;
    }
    refuse(token);
    const bool is_sql =
        token.kind != sql_token_kind::comment && token.kind != sql_token_kind::shell_command;
    if (is_sql && boundary_.see(token, scanner_.text(token))) {
      if (keeps_end_ && begin_ < end_) end_ = end_before(token.begin, begin_, end_, scanner_);
      const bool taken = take_statement();
      begin_ = end_ = token.end;
      scanner_.keep_from(token.end);
      if (taken) return &current_;
    } else if (is_sql) {
      if (begin_ == end_) begin_ = token.begin;
      end_ = token.end;
      continue;
    }
    if (begin_ == end_) scanner_.keep_from(token.end);
  }
  return nullptr;
}

bool statement_splitter::is_end(const sql_token& token) {
  if (token.kind == sql_token_kind::end) return true;
  return token.kind == sql_token_kind::comment && observe_comment_ &&
         observe_comment_(token, scanner_);
}

void statement_splitter::refuse(const sql_token& token) {
  if (is_lenient_ || !script_rules::may_be_problem(token, scanner_.text(token))) return;
  const std::string problem = rules_.problem(token, scanner_.text(token), begin_ < end_);
  if (problem.empty()) return;
  const error refusal = error_at(error_kind::script, scanner_.position(token.begin), problem);
  if (!observe_refusal_) throw refusal;
  observe_refusal_(refusal);
}

/// Makes the text since begin_ the current statement; false if there is none.
bool statement_splitter::take_statement() {
  if (begin_ == end_) return false;
  const source_position& begin = scanner_.position(begin_);
  current_.position.line = begin.line;
  current_.position.column = begin.column;
  current_.sql = scanner_.text(begin_, end_);
  // At once: it may say how what comes next is to be read.
  rules_.follow(current_.sql, begin_, scanner_);
  return true;
}

void statement_splitter::check_closed() {
  if (is_lenient_ || begin_ == end_ || !boundary_.is_open()) return;
  throw error_at(error_kind::script, scanner_.position(begin_),
                 "The trigger that begins here is never closed: it ends with 'END;' after the "
                 "semicolon of its last statement.");
}

std::vector<statement> split_statements(std::string_view sql, dialect dialect,
                                        const source_position& start) {
  std::vector<statement> statements;
  statement_splitter splitter(sql, dialect, start);
  while (const statement* s = splitter.next()) statements.push_back(*s);
  return statements;
}

}  // namespace fz
