#include "core/users/email_text.hpp"

#include "core/users/unicode.hpp"
#include "core/util/text.hpp"

#include <vector>

namespace fz::email {

bool is_ascii_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_ascii_letter_or_digit(char32_t c) { return is_ascii_letter(c) || (c >= '0' && c <= '9'); }

bool is_atext(char32_t c) {
  return is_ascii_letter_or_digit(c) || view32(U"_!#$%&'*+-/=?^`{|}~").find(c) != view32::npos;
}

bool is_international(char32_t c) { return c >= 0x80; }

std::string displayed(char32_t c) {
  if (c == '\\') return "\"\\\"";
  if (c == '\'') return "\"'\"";
  const char kind = unicode::category(c);
  if (kind == 'L' || kind == 'N' || kind == 'P' || kind == 'S') {
    return fmt::format("'{}'", to_utf8(view32(&c, 1)));
  }
  return unicode::name_of(c);
}

void refuse_unsafe_characters(view32 text, spaces how) {
  std::set<char32_t> bad;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char kind = unicode::category(text[i]);
    const bool space = unicode::is_space_separator(text[i]) && how == spaces::allowed;
    const bool combines_with_nothing = kind == 'M' && i == 0;
    if (kind == 'C' || (kind == 'Z' && !space) || combines_with_nothing) bad.insert(text[i]);
  }
  if (bad.empty()) return;
  std::vector<std::string> names;
  for (const char32_t c : bad) names.push_back(displayed(c));
  refuse(fmt::format("The email address contains unsafe characters: {}.", fmt::join(names, ", ")));
}

std::string too_many(std::size_t length, std::size_t longest) {
  const std::size_t over = length - longest;
  return fmt::format("({} character{} too many)", over, over > 1 ? "s" : "");
}

view32 strip(view32 text) {
  while (!text.empty() && unicode::is_white_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && unicode::is_white_space(text.back())) text.remove_suffix(1);
  return text;
}

void check_periods(view32 text, const edge_sentences& sentences) {
  if (text.ends_with('.')) refuse(fmt::format(fmt::runtime(sentences.at_end), "period"));
  if (text.starts_with('.')) refuse(fmt::format(fmt::runtime(sentences.at_start), "period"));
  if (text.find(U"..") != view32::npos) {
    refuse("An email address cannot have two periods in a row.");
  }
}

void check_hyphens(view32 text, const edge_sentences& sentences) {
  if (text.ends_with('-')) refuse(fmt::format(fmt::runtime(sentences.at_end), "hyphen"));
  if (text.starts_with('-')) refuse(fmt::format(fmt::runtime(sentences.at_start), "hyphen"));
  if (text.find(U".-") != view32::npos || text.find(U"-.") != view32::npos) {
    refuse("An email address cannot have a period and a hyphen next to each other.");
  }
}

}  // namespace fz::email
