#include "core/sql/sql_scanner.hpp"

#include "core/sql/sql_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace fz {

using namespace detail;

namespace {

constexpr auto npos = std::string_view::npos;

}  // namespace

sql_scanner::sql_scanner(std::string_view sql, fz::dialect dialect, source_position start)
    : sql_(sql), dialect_(dialect), start_(std::move(start)) {
  start_.line = std::max<std::size_t>(start_.line, 1);
  start_.column = std::max<std::size_t>(start_.column, 1);
  counted_ = start_;
}

sql_scanner::sql_scanner(text_pieces pieces, fz::dialect dialect, source_position start)
    : sql_scanner(std::string_view(), dialect, std::move(start)) {
  pieces_ = std::move(pieces);
  buffer_ = std::make_unique<std::string>();
}

sql_token sql_scanner::next() {
  sql_token token = next_token();
  while (is_cut(token)) {
    read_on(token.begin);
    token = next_token();
  }
  if (token.kind == sql_token_kind::semicolon) {
    in_statement_ = false;
  } else if (token.kind != sql_token_kind::comment && token.kind != sql_token_kind::shell_command) {
    in_statement_ = true;
  }
  token.begin += base_;
  token.end += base_;
  last_end_ = token.end;
  return token;
}

/// True if what comes next could make another token of it.
bool sql_scanner::is_cut(const sql_token& token) const {
  return pieces_ && (token.end == sql_.size() || reached_end_);
}

/// Takes in what comes next and begins `again` there. A token that is longer than a piece is not
/// begun often: each time the text that is kept grows by a quarter or more.
void sql_scanner::read_on(std::size_t again) {
  at_ = again;
  reached_end_ = false;
  // The last token's end stays, for begins_line().
  const std::size_t before = last_end_ > base_ ? last_end_ - base_ - 1 : 0;
  const std::size_t gone = std::min({before, kept_ - base_, at_});
  start_ = position(base_ + gone);
  start_offset_ = base_ + gone;
  buffer_->erase(0, gone);
  base_ += gone;
  at_ -= gone;
  const std::size_t wanted = buffer_->size() + buffer_->size() / 4;
  do {
    const std::string_view piece = pieces_();
    if (piece.empty()) pieces_ = nullptr;
    buffer_->append(piece);
  } while (pieces_ && buffer_->size() < wanted);
  sql_ = *buffer_;
}

sql_token sql_scanner::next_token() {
  const char* const text = sql_.data();
  const std::size_t size = sql_.size();
  const bool postgresql = dialect_ == dialect::postgresql;
  for (; at_ < size; ++at_) {
    const lead first = lead_of(text[at_]);
    if (first != lead::blank && (first != lead::vertical_tab || !postgresql)) break;
  }
  if (at_ == size) return {sql_token_kind::end, at_, at_};

  const char c = text[at_];
  const char following = at_ + 1 < size ? text[at_ + 1] : '\0';
  switch (lead_of(c)) {
    case lead::word:
      return take_word();
    case lead::letter_e:
      return following == '\'' && postgresql ? take_escape_string(at_ + 1) : take_word();
    case lead::digit:
      return take_digits();
    case lead::quote:
      return backslash_escapes_ ? take_escape_string(at_) : take_quoted(at_, c);
    case lead::semicolon:
      return take(sql_token_kind::semicolon, at_ + 1);
    case lead::open:
      return take(sql_token_kind::open, at_ + 1);
    case lead::close:
      return take(sql_token_kind::close, at_ + 1);
    default:
      return take_rare(c, following);
  }
}

sql_token sql_scanner::take_rare(char c, char following) {
  const bool postgresql = dialect_ == dialect::postgresql;
  switch (lead_of(c)) {
    case lead::minus:
      if (following == '-') return take_line_comment();
      break;
    case lead::slash:
      if (following == '*') return take_block_comment();
      break;
    case lead::name_quote:
      return take_quoted(at_, c);
    case lead::backtick:
      if (!postgresql) return take_quoted(at_, c);
      break;
    case lead::bracket:
      if (!postgresql) return take_bracketed();
      break;
    case lead::dollar:
      if (postgresql) return take_dollar();
      break;
    case lead::backslash:
    case lead::line_command:
      if (begins_shell_command()) return take_shell_command();
      break;
    default:
      break;
  }
  return take(sql_token_kind::other, at_ + 1);
}

bool sql_scanner::begins_line(const sql_token& token) const {
  const std::size_t before = sql_.substr(0, token.begin - base_).find_last_not_of(" \t");
  return before == npos || sql_[before] == '\n';
}

const source_position& sql_scanner::position(std::size_t offset) {
  if (offset < counted_offset_) {
    counted_ = start_;
    counted_offset_ = start_offset_;
  }
  const std::string_view before = sql_.substr(0, offset - base_);
  for (;;) {
    const std::size_t line_end = before.find('\n', counted_offset_ - base_);
    if (line_end == npos) break;
    ++counted_.line;
    counted_.column = 1;
    counted_offset_ = base_ + line_end + 1;
  }
  counted_.column += offset - counted_offset_;
  counted_offset_ = offset;
  return counted_;
}

sql_token sql_scanner::take(sql_token_kind kind, std::size_t end) {
  return {kind, std::exchange(at_, end), end};
}

/// psql takes a backslash anywhere for the beginning of a command; sqlite3 a dot that begins a line
/// while it waits for a statement. No statement begins with any of them, so a script for the one
/// database may be told from a command for the other's shell, too.
bool sql_scanner::begins_shell_command() const {
  if (sql_[at_] == '\\') return dialect_ == dialect::postgresql || !in_statement_;
  std::size_t before = at_;
  while (before > 0 && (sql_[before - 1] == ' ' || sql_[before - 1] == '\t')) --before;
  const bool begins_line = before == 0 || sql_[before - 1] == '\n';
  return (sql_[at_] == '.' || sql_[at_] == '#') && !in_statement_ && begins_line;
}

sql_token sql_scanner::take_shell_command() {
  return take(sql_token_kind::shell_command,
              std::min(sql_.find_first_of("\n\r", at_), sql_.size()));
}

/// A doubled quote means the quote itself; seen from here it ends one string and begins the next.
sql_token sql_scanner::take_quoted(std::size_t begin, char quote) {
  std::size_t at = begin;
  do {
    const std::size_t close = sql_.find(quote, at + 1);
    if (close == npos) return never_closed(begin, quote == '\'' ? "string" : "quoted name");
    at = close + 1;
  } while (at < sql_.size() && sql_[at] == quote);
  return take(sql_token_kind::quoted, at);
}

/// A string whose opening quote is at `quote` and in which a backslash escapes what comes next.
sql_token sql_scanner::take_escape_string(std::size_t quote) {
  for (std::size_t at = quote + 1; at < sql_.size(); ++at) {
    if (sql_[at] == '\\') {
      ++at;
    } else if (sql_[at] == '\'') {
      if (at + 1 < sql_.size() && sql_[at + 1] == '\'') {
        ++at;
        continue;
      }
      const std::size_t again = continued_string(at + 1);
      if (again == npos) return take(sql_token_kind::quoted, at + 1);
      at = again;
    }
  }
  return never_closed(at_, "string");
}

/// SQL joins strings that only blanks with a line end (and comments after it) separate, and the
/// second is an E'…' string as the first: the offset of its quote, or npos.
std::size_t sql_scanner::continued_string(std::size_t after) {
  bool line_end = false;
  for (std::size_t at = after; at < sql_.size(); ++at) {
    const char c = sql_[at];
    if (c == '\n' || c == '\r') {
      line_end = true;
    } else if (line_end && sql_.substr(at).starts_with("--")) {
      at = std::min(sql_.find_first_of("\n\r", at), sql_.size());
    } else if (!is_blank(c)) {
      return line_end && c == '\'' ? at : npos;
    }
  }
  reached_end_ = true;
  return npos;
}

sql_token sql_scanner::take_bracketed() {
  const std::size_t close = sql_.find(']', at_);
  if (close == npos) return never_closed(at_, "quoted name");
  return take(sql_token_kind::quoted, close + 1);
}

sql_token sql_scanner::take_line_comment() {
  const std::string_view line_ends = dialect_ == dialect::sqlite ? "\n" : "\n\r";
  return take(sql_token_kind::comment, std::min(sql_.find_first_of(line_ends, at_), sql_.size()));
}

/// PostgreSQL nests block comments; SQLite does not, and lets the last one stay open.
sql_token sql_scanner::take_block_comment() {
  if (dialect_ == dialect::sqlite) {
    const std::size_t close = sql_.find("*/", at_ + 2);
    return take(sql_token_kind::comment, close == npos ? sql_.size() : close + 2);
  }
  std::size_t depth = 1;
  for (std::size_t at = at_ + 2; at + 1 < sql_.size(); ++at) {
    if (sql_[at] == '/' && sql_[at + 1] == '*') {
      ++depth;
      ++at;
    } else if (sql_[at] == '*' && sql_[at + 1] == '/') {
      ++at;
      if (--depth == 0) return take(sql_token_kind::comment, at + 1);
    }
  }
  return never_closed(at_, "comment");
}

sql_token sql_scanner::take_word() {
  std::size_t end = at_;
  while (end < sql_.size() && is_part(sql_[end], word_part)) ++end;
  return take(sql_token_kind::word, end);
}

/// To SQLite the letters after a digit belong to it; for PostgreSQL they are a word of their own,
/// so that a dollar quote after a number is seen.
sql_token sql_scanner::take_digits() {
  std::size_t end = at_;
  const std::uint8_t belongs = dialect_ == dialect::sqlite ? word_part : digit_part;
  while (end < sql_.size() && is_part(sql_[end], belongs)) ++end;
  return take(sql_token_kind::other, end);
}

/// `$tag$ … $tag$`; anything else that begins with a dollar, such as the parameter `$1`, is no
/// quote.
sql_token sql_scanner::take_dollar() {
  std::size_t end = at_ + 1;
  if (end < sql_.size() && is_word_start(sql_[end])) {
    while (end < sql_.size() && is_part(sql_[end], tag_part)) ++end;
  }
  reached_end_ = end == sql_.size();
  if (reached_end_ || sql_[end] != '$') return take(sql_token_kind::other, at_ + 1);
  const std::string_view quote = sql_.substr(at_, end + 1 - at_);
  const std::size_t close = sql_.find(quote, end + 1);
  if (close == npos) return never_closed(at_, "dollar-quoted string");
  return take(sql_token_kind::quoted, close + quote.size());
}

bool sql_scanner::is_blank(char c) const {
  return lead_of(c) == lead::blank ||
         (lead_of(c) == lead::vertical_tab && dialect_ == dialect::postgresql);
}

/// Throws if there is nothing more to come.
sql_token sql_scanner::never_closed(std::size_t begin, std::string_view what) {
  if (pieces_) return {sql_token_kind::other, begin, sql_.size()};
  throw error_at(error_kind::script, position(base_ + begin),
                 fmt::format("The {} that begins here is never closed.", what));
}

}  // namespace fz
