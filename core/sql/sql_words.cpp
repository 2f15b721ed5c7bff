#include "core/sql/sql_words.hpp"

#include <algorithm>

namespace fz {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool equals_keyword(std::string_view word, std::string_view keyword) {
  if (word.size() != keyword.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (lower(word[i]) != keyword[i]) return false;
  }
  return true;
}

bool is_quoted_name(std::string_view text) {
  return text.starts_with('"') || text.starts_with('[') || text.starts_with('`');
}

}  // namespace

sql_words::sql_words(std::string_view sql, dialect d) : sql_(sql), scanner_(sql, d, {}) {}

/// Reads on until the token is there, or the end.
bool sql_words::has(std::size_t index) {
  while (tokens_.size() <= index && !all_read_) {
    try {
      const sql_token next = scanner_.next();
      all_read_ = next.kind == sql_token_kind::end;
      if (!all_read_ && next.kind != sql_token_kind::comment) tokens_.push_back(next);
    } catch (const error&) {
      all_read_ = true;
    }
  }
  return index < tokens_.size();
}

std::string_view sql_words::peek(std::size_t ahead) {
  return has(at_ + ahead) ? scanner_.text(tokens_[at_ + ahead]) : std::string_view();
}

sql_token_kind sql_words::kind(std::size_t ahead) {
  return has(at_ + ahead) ? tokens_[at_ + ahead].kind : sql_token_kind::end;
}

bool sql_words::is_keyword(std::string_view keyword, std::size_t ahead) {
  return kind(ahead) == sql_token_kind::word && equals_keyword(peek(ahead), keyword);
}

bool sql_words::take(std::string_view keywords) {
  std::size_t ahead = 0;
  for (std::size_t begin = 0; begin <= keywords.size(); ++ahead) {
    const std::size_t end = std::min(keywords.find(' ', begin), keywords.size());
    if (!is_keyword(keywords.substr(begin, end - begin), ahead)) return false;
    begin = end + 1;
  }
  at_ += ahead;
  return true;
}

bool sql_words::take_through(std::string_view keyword) {
  for (; !at_end(); skip()) {
    if (take(keyword)) return true;
  }
  return false;
}

bool sql_words::has_ahead(std::string_view keywords) {
  const std::size_t before = at_;
  bool found = false;
  for (; !found && !at_end() && kind() != sql_token_kind::semicolon; skip()) {
    found = take(keywords);
  }
  at_ = before;
  return found;
}

bool sql_words::take_sign(std::string_view sign) {
  if (kind() == sql_token_kind::quoted || peek() != sign) return false;
  skip();
  return true;
}

void sql_words::pass_over_parentheses() {
  std::size_t depth = 0;
  for (std::size_t ahead = 0; kind(ahead) != sql_token_kind::end; ++ahead) {
    if (kind(ahead) == sql_token_kind::open) ++depth;
    if (depth == 0) return;
    if (kind(ahead) != sql_token_kind::close || --depth > 0) continue;
    at_ += ahead + 1;
    return;
  }
}

std::string sql_words::take_name() {
  std::string name;
  while (kind() == sql_token_kind::word || is_quoted_name(peek())) {
    name += peek();
    skip();
    if (!take_sign(".")) break;
    name += '.';
  }
  return name;
}

std::string_view sql_words::rest() {
  if (at_end()) return {};
  const std::size_t begin = tokens_[at_].begin;
  std::size_t end = begin;
  for (; !at_end() && kind() != sql_token_kind::semicolon; skip()) end = tokens_[at_].end;
  return sql_.substr(begin, end - begin);
}

}  // namespace fz
