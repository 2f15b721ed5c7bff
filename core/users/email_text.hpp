#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>

// What the parts of email_address.cpp share. All of it works on characters.
namespace fz::email {

using text32 = std::u32string;
using view32 = std::u32string_view;

/// Ends the reading of an address; caught by parse_email().
struct refused {
  std::string reason;
};

[[noreturn]] inline void refuse(std::string reason) { throw refused{std::move(reason)}; }

bool is_ascii_letter(char32_t c);
bool is_ascii_letter_or_digit(char32_t c);

/// What RFC 5322, 3.2.3 calls atext.
bool is_atext(char32_t c);

/// Beyond ASCII: RFC 6531 allows it.
bool is_international(char32_t c);

/// A character as a reason shows it: in quotes as Python writes it, or by its name.
std::string displayed(char32_t c);

/// Refuses the text if some of its characters are not allowed: each once, after `sentence`.
template <class Allowed>
void refuse_other_characters(view32 text, std::string_view sentence, Allowed is_allowed) {
  std::set<std::string> bad;
  for (const char32_t c : text) {
    if (!is_allowed(c)) bad.insert(displayed(c));
  }
  if (!bad.empty()) refuse(fmt::format("{}: {}.", sentence, fmt::join(bad, ", ")));
}

enum class spaces { allowed, refused };

/// Refuses controls, formats, separators, and a combining character at the beginning.
void refuse_unsafe_characters(view32 text, spaces how);

/// "(2 characters too many)"
std::string too_many(std::size_t length, std::size_t longest);

/// Without white space on both sides.
view32 strip(view32 text);

/// The two sentences of check_periods() and check_hyphens(), with {} for the character.
struct edge_sentences {
  std::string_view at_start;
  std::string_view at_end;
};

void check_periods(view32 text, const edge_sentences& sentences);
void check_hyphens(view32 text, const edge_sentences& sentences);

}  // namespace fz::email
