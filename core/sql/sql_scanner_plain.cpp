// The way of sql_scanner through text that is only data, at the speed of memory.
#include "core/sql/sql_bytes.hpp"
#include "core/sql/sql_scanner.hpp"

namespace fz {

using namespace detail;

std::optional<std::size_t> sql_scanner::pass_over_plain(std::size_t& parentheses) {
  std::size_t end = at_;
  for (;;) {
    while (end < sql_.size() && is_part(sql_[end], always_plain)) ++end;
    if (end == sql_.size()) break;
    const char c = sql_[end];
    std::size_t next = end + 1;
    if (c == '(') {
      ++parentheses;
    } else if (c == ')') {
      if (parentheses > 0) --parentheses;
    } else if (c == '\'') {
      next = end_of_plain_string(end);
    } else if (!is_plain(end)) {
      next = end;
    }
    if (next == end) break;
    end = next;
  }
  return pass_to(end);
}

/// Goes to `end`, or to the word that may continue there; gives the end of the last token before
/// it.
std::optional<std::size_t> sql_scanner::pass_to(std::size_t end) {
  const bool may_go_on = end < sql_.size() ? sql_[end] == '\'' : pieces_ != nullptr;
  if (may_go_on) end = word_begin(end);
  std::size_t last = end;
  while (last > at_ && is_blank(sql_[last - 1])) --last;
  if (last == at_) return std::nullopt;
  at_ = end;
  last_end_ = base_ + last;
  return last_end_;
}

/// Where the string ends whose quote is at `begin`; `begin` if it must be looked at more closely.
std::size_t sql_scanner::end_of_plain_string(std::size_t begin) const {
  const bool may_be_escaped =
      dialect_ == dialect::postgresql && begin > 0 && lead_of(sql_[begin - 1]) == lead::letter_e;
  if (backslash_escapes_ || may_be_escaped) return begin;
  std::size_t end = begin;
  do {
    const std::size_t close = sql_.find('\'', end + 1);
    if (close == std::string_view::npos || close + 1 == sql_.size()) return begin;
    end = close + 1;
  } while (sql_[end] == '\'');
  return end;
}

/// True if the byte, which may begin something else, only is a sign or a part of a word here.
bool sql_scanner::is_plain(std::size_t at) const {
  const bool postgresql = dialect_ == dialect::postgresql;
  const char following = at + 1 < sql_.size() ? sql_[at + 1] : '\0';
  const bool is_last = at + 1 == sql_.size() && pieces_;
  switch (lead_of(sql_[at])) {
    case lead::minus:
      return following != '-' && !is_last;
    case lead::slash:
      return following != '*' && !is_last;
    case lead::backtick:
    case lead::bracket:
      return postgresql;
    case lead::dollar:
      return !postgresql || is_in_word(at);
    case lead::word:  // may be a byte order mark
      return is_in_word(at);
    case lead::line_command:
      return true;
    default:
      return false;
  }
}

/// True if a word that begins before `at` continues there.
bool sql_scanner::is_in_word(std::size_t at) const {
  std::size_t begin = word_begin(at);
  while (begin < at && is_part(sql_[begin], digit_part)) ++begin;
  return begin < at;
}

/// Where the letters and digits before `end` begin, not before at_.
std::size_t sql_scanner::word_begin(std::size_t end) const {
  while (end > at_ && is_part(sql_[end - 1], word_part)) --end;
  return end;
}

}  // namespace fz
