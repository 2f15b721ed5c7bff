#include "core/users/email_split.hpp"

#include "core/users/unicode.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace fz::email {
namespace {

/// `name` <address>, as pydantic recognises it: the address; nothing if the text is not so.
std::optional<view32> address_in_brackets(view32 text) {
  const auto is_name_character = [](char32_t c) {
    const char kind = unicode::category(c);
    return kind == 'L' || kind == 'N' || is_atext(c) || unicode::is_white_space(c);
  };
  const auto skip_blanks = [&](std::size_t at) {
    while (at < text.size() && unicode::is_white_space(text[at])) ++at;
    return at;
  };
  if (text.empty() || text.back() != '>') return std::nullopt;
  const auto from = [&](std::size_t bracket) -> std::optional<view32> {
    if (bracket + 2 >= text.size()) return std::nullopt;
    return text.substr(bracket + 1, text.size() - bracket - 2);
  };
  if (text.front() == '"') {
    for (std::size_t quote = text.rfind('"'); quote != view32::npos && quote >= 2;
         quote = text.rfind('"', quote - 1)) {
      const std::size_t bracket = skip_blanks(quote + 1);
      if (bracket < text.size() && text[bracket] == '<' && from(bracket)) return from(bracket);
    }
    return std::nullopt;
  }
  const std::size_t bracket = text.find('<');
  if (bracket == view32::npos) return std::nullopt;
  const view32 name = text.substr(0, bracket);
  if (!std::all_of(name.begin(), name.end(), is_name_character)) return std::nullopt;
  return from(bracket);
}

/// True if the character and the one after it normalize to a third.
bool combines(view32 text, std::size_t at) {
  if (at + 1 == text.size() || text[at + 1] < 0x80) return false;
  return unicode::nfc(text.substr(at, 2)).front() != text[at];
}

/// Where the first of `specials` is that is not in quotes.
std::size_t unquoted(view32 text, view32 specials) {
  bool in_quotes = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (combines(text, i)) continue;
    if (in_quotes && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_quotes = !in_quotes;
    } else if (!in_quotes && specials.find(text[i]) != view32::npos) {
      return i;
    }
  }
  refuse("An email address must have an @-sign.");
}

struct unquoted_text {
  text32 text;
  bool was_quoted = false;
};

unquoted_text unquote(view32 text) {
  if (!text.starts_with('"')) return {text32(text)};
  unquoted_text result{{}, true};
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      result.text += text[++i];
    } else if (text[i] == '"') {
      if (i + 1 == text.size()) break;
      std::vector<std::string> extra;
      for (const char32_t c : text.substr(i + 1)) extra.push_back(displayed(c));
      refuse(fmt::format("Extra character(s) found after close quote: {}", fmt::join(extra, ", ")));
    } else if (text[i] != '\\') {
      result.text += text[i];
    }
  }
  return result;
}

/// `text` begins with a name and has '<' at `bracket`, but is not a form that pydantic accepts.
[[noreturn]] void refuse_display_name(view32 text, std::size_t bracket) {
  view32 name = text.substr(0, bracket);
  while (!name.empty() && unicode::is_white_space(name.back())) name.remove_suffix(1);
  const unquoted_text display = unquote(name);
  if (!display.was_quoted) {
    refuse_other_characters(display.text,
                            "The display name contains invalid characters when not quoted",
                            [](char32_t c) { return is_atext(c) || c == ' '; });
  }
  refuse_unsafe_characters(display.text, spaces::allowed);
  view32 address = text.substr(bracket);
  if (address.find('>') == view32::npos) {
    refuse(
        "An open angle bracket at the start of the email address has to be followed by a close "
        "angle bracket at the end.");
  }
  while (address.back() == ' ') address.remove_suffix(1);
  if (address.back() != '>') refuse("There can't be anything after the email address.");
  address.remove_prefix(1);
  while (address.ends_with('>')) address.remove_suffix(1);
  unquote(address.substr(0, unquoted(address, U"@")));
  refuse("A display name and angle brackets around the email address are not permitted here.");
}

}  // namespace

view32 without_display_name(view32 text) {
  const view32 bare = strip(text);
  return strip(address_in_brackets(bare).value_or(bare));
}

parts split(view32 address) {
  const std::size_t special = unquoted(address, U"@<");
  if (address[special] == '<') refuse_display_name(address, special);
  unquoted_text before = unquote(address.substr(0, special));
  return {std::move(before.text), before.was_quoted, address.substr(special + 1)};
}

}  // namespace fz::email
