#include "core/http/integer_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string>
#include <system_error>

namespace fz::http {
namespace {

/// White space of Unicode, which pydantic cuts off.
constexpr std::array<std::string_view, 25> blanks = {
    " ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u0085", "\u00a0", "\u1680",
    "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
    "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

std::string_view trim_blanks(std::string_view text) {
  for (;;) {
    const auto* const before = std::find_if(blanks.begin(), blanks.end(),
                                            [&](auto each) { return text.starts_with(each); });
    if (before == blanks.end()) break;
    text.remove_prefix(before->size());
  }
  for (;;) {
    const auto* const after =
        std::find_if(blanks.begin(), blanks.end(), [&](auto each) { return text.ends_with(each); });
    if (after == blanks.end()) break;
    text.remove_suffix(after->size());
  }
  return text;
}

/// Without `.000` at the end; there must be a zero after the point.
std::string_view without_zero_fraction(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos || point + 1 == text.size()) return text;
  const bool zeros = text.find_first_not_of('0', point + 1) == std::string_view::npos;
  return zeros ? text.substr(0, point) : text;
}

/// Digits with at most one `_` between any two of them.
bool is_digits(std::string_view text) {
  if (text.empty() || !is_digit(text.front()) || !is_digit(text.back())) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i]) && !(text[i] == '_' && text[i - 1] != '_')) return false;
  }
  return true;
}

}  // namespace

integer_text read_integer(std::string_view text) {
  using kind = integer_text::kind;
  text = without_zero_fraction(trim_blanks(text));
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (!is_digits(text)) return {};

  std::string digits = negative ? "-" : "";
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), is_digit);
  if (digits.size() - (negative ? 1 : 0) > most_digits) return {kind::too_long};
  std::int64_t value = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (result.ec == std::errc{}) return {kind::integer, value};
  using limits = std::numeric_limits<std::int64_t>;
  return {kind::too_large, negative ? limits::min() : limits::max()};
}

}  // namespace fz::http
