#include "core/sql/sql_scanner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_tag_part(char c) { return is_word_start(c) || is_digit(c); }

bool is_word_part(char c) { return is_tag_part(c) || c == '$'; }

}  // namespace

sql_scanner::sql_scanner(std::string_view sql, fz::dialect dialect, source_position start)
    : sql_(sql), dialect_(dialect), start_(std::move(start)) {
  start_.line = std::max<std::size_t>(start_.line, 1);
  start_.column = std::max<std::size_t>(start_.column, 1);
  counted_ = start_;
}

sql_token sql_scanner::next() {
  const sql_token token = next_token();
  if (token.kind == sql_token_kind::semicolon) {
    in_statement_ = false;
  } else if (token.kind != sql_token_kind::comment && token.kind != sql_token_kind::shell_command) {
    in_statement_ = true;
  }
  return token;
}

sql_token sql_scanner::next_token() {
  while (at_ < sql_.size() && is_blank(sql_[at_])) ++at_;
  if (at_ == sql_.size()) return {sql_token_kind::end, at_, at_};

  const bool postgresql = dialect_ == dialect::postgresql;
  const char c = sql_[at_];
  const char following = at_ + 1 < sql_.size() ? sql_[at_ + 1] : '\0';
  if (c == '-' && following == '-') return take_line_comment();
  if (c == '/' && following == '*') return take_block_comment();
  if (c == '\'' && backslash_escapes_) return take_escape_string(at_);
  if (c == '\'' || c == '"' || (c == '`' && !postgresql)) return take_quoted(at_, c);
  if (c == '[' && !postgresql) return take_bracketed();
  if ((c == 'e' || c == 'E') && following == '\'' && postgresql) {
    return take_escape_string(at_ + 1);
  }
  if (is_word_start(c)) return take_word();
  if (is_digit(c)) return take_digits();
  if (c == '$' && postgresql) return take_dollar();
  if (begins_shell_command()) return take_shell_command();
  if (c == ';') return take(sql_token_kind::semicolon, at_ + 1);
  if (c == '(') return take(sql_token_kind::open, at_ + 1);
  if (c == ')') return take(sql_token_kind::close, at_ + 1);
  return take(sql_token_kind::other, at_ + 1);
}

source_position sql_scanner::position(std::size_t offset) {
  if (offset < counted_offset_) {
    counted_ = start_;
    counted_offset_ = 0;
  }
  for (;;) {
    const std::size_t line_end = sql_.substr(0, offset).find('\n', counted_offset_);
    if (line_end == npos) break;
    ++counted_.line;
    counted_.column = 1;
    counted_offset_ = line_end + 1;
  }
  counted_.column += offset - counted_offset_;
  counted_offset_ = offset;
  return counted_;
}

sql_token sql_scanner::take(sql_token_kind kind, std::size_t end) {
  return {kind, std::exchange(at_, end), end};
}

/// psql takes a backslash anywhere for the beginning of a command; sqlite3 a dot that begins a line
/// while it waits for a statement.
bool sql_scanner::begins_shell_command() const {
  if (dialect_ == dialect::postgresql) return sql_[at_] == '\\';
  const bool begins_line = at_ == 0 || sql_[at_ - 1] == '\n';
  return (sql_[at_] == '.' || sql_[at_] == '#') && !in_statement_ && begins_line;
}

sql_token sql_scanner::take_shell_command() {
  return take(sql_token_kind::shell_command,
              std::min(sql_.find_first_of("\n\r", at_), sql_.size()));
}

/// A doubled quote stands for itself; seen from here it ends one string and begins the next.
sql_token sql_scanner::take_quoted(std::size_t begin, char quote) {
  std::size_t at = begin;
  do {
    const std::size_t close = sql_.find(quote, at + 1);
    if (close == npos) never_closed(begin, quote == '\'' ? "string" : "quoted name");
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
  never_closed(at_, "string");
}

/// SQL joins strings that only blanks with a line end (and comments after it) separate, and the
/// second is an E'…' string as the first: the offset of its quote, or npos.
std::size_t sql_scanner::continued_string(std::size_t after) const {
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
  return npos;
}

sql_token sql_scanner::take_bracketed() {
  const std::size_t close = sql_.find(']', at_);
  if (close == npos) never_closed(at_, "quoted name");
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
  never_closed(at_, "comment");
}

sql_token sql_scanner::take_word() {
  std::size_t end = at_;
  while (end < sql_.size() && is_word_part(sql_[end])) ++end;
  return take(sql_token_kind::word, end);
}

/// To SQLite the letters after a digit belong to it; for PostgreSQL they are a word of their own,
/// so that a dollar quote after a number is seen.
sql_token sql_scanner::take_digits() {
  std::size_t end = at_;
  const auto belongs = dialect_ == dialect::sqlite ? is_word_part : is_digit;
  while (end < sql_.size() && belongs(sql_[end])) ++end;
  return take(sql_token_kind::other, end);
}

/// `$tag$ … $tag$`; anything else that begins with a dollar, such as the parameter `$1`, is no
/// quote.
sql_token sql_scanner::take_dollar() {
  std::size_t end = at_ + 1;
  if (end < sql_.size() && is_word_start(sql_[end])) {
    while (end < sql_.size() && is_tag_part(sql_[end])) ++end;
  }
  if (end == sql_.size() || sql_[end] != '$') return take(sql_token_kind::other, at_ + 1);
  const std::string_view quote = sql_.substr(at_, end + 1 - at_);
  const std::size_t close = sql_.find(quote, end + 1);
  if (close == npos) never_closed(at_, "dollar-quoted string");
  return take(sql_token_kind::quoted, close + quote.size());
}

bool sql_scanner::is_blank(char c) const {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' ||
         (c == '\v' && dialect_ == dialect::postgresql);
}

void sql_scanner::never_closed(std::size_t begin, std::string_view what) {
  throw error_at(error_kind::script, position(begin),
                 fmt::format("The {} that begins here is never closed.", what));
}

}  // namespace fz
