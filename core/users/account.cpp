#include "core/users/account.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace fz {
namespace {

constexpr std::size_t longest_username = 255;  // characters
constexpr std::size_t longest_email = 254;     // bytes: RFC 5321, 4.5.3.1.3, less the brackets
constexpr std::size_t longest_local_part = 64;
constexpr std::size_t longest_label = 63;

/// White space of Unicode that is not a control character, and blanks that only look like none.
constexpr std::string_view blanks[] = {
    " ",      "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
    "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
    "\u200b", "\u202f", "\u205f", "\u2060", "\u3000", "\u3164",
};

bool is_ascii_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_part_of_a_character(char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; }

std::size_t count_characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool is_blank(std::string_view text) {
  while (!text.empty()) {
    const auto* const found = std::find_if(std::begin(blanks), std::end(blanks),
                                           [&](auto blank) { return text.starts_with(blank); });
    if (found == std::end(blanks)) return false;
    text.remove_prefix(found->size());
  }
  return true;
}

bool has_blank(std::string_view text) {
  return std::any_of(std::begin(blanks), std::end(blanks),
                     [&](auto blank) { return text.find(blank) != std::string_view::npos; });
}

bool has_blank_at_an_end(std::string_view text) {
  return std::any_of(std::begin(blanks), std::end(blanks),
                     [&](auto blank) { return text.starts_with(blank) || text.ends_with(blank); });
}

[[noreturn]] void refuse(std::string_view what, std::string_view value, std::string_view why) {
  throw error(error_kind::usage, fmt::format("The {} {} {}.", what, quote(value), why));
}

/// What both must be: something, not too long, and nothing that a terminal would obey.
void check_text(std::string_view what, std::string_view value, std::size_t size,
                std::size_t longest, std::string_view unit) {
  if (is_blank(value)) throw error(error_kind::usage, fmt::format("The {} is empty.", what));
  if (size > longest) {
    throw error(error_kind::usage,
                fmt::format("The {} is {} {} long; {} are allowed.", what, size, unit, longest));
  }
  if (!is_utf8(value)) refuse(what, value, "is not UTF-8");
  if (printable(value) != value) refuse(what, value, "has control characters");
}

/// Non-empty parts between dots, each of characters that are allowed.
template <class Allowed>
bool is_dotted(std::string_view text, Allowed is_allowed) {
  const std::vector<std::string_view> parts = split(text, '.');
  return std::all_of(parts.begin(), parts.end(), [&](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), is_allowed);
  });
}

bool is_local_part(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-/=?^_`{|}~";
  return text.size() <= longest_local_part && is_dotted(text, [&](char c) {
           return is_ascii_letter_or_digit(c) || is_part_of_a_character(c) ||
                  marks.find(c) != std::string_view::npos;
         });
}

bool is_domain(std::string_view text) {
  const bool right_characters = is_dotted(text, [](char c) {
    return is_ascii_letter_or_digit(c) || is_part_of_a_character(c) || c == '-';
  });
  const std::vector<std::string_view> labels = split(text, '.');
  const bool right_labels = std::all_of(labels.begin(), labels.end(), [](std::string_view label) {
    return count_characters(label) <= longest_label && !label.starts_with('-') &&
           !label.ends_with('-');
  });
  const bool address = labels.back().find_first_not_of("0123456789") == std::string_view::npos;
  return right_characters && right_labels && labels.size() >= 2 && !address;
}

}  // namespace

void check_username(std::string_view username) {
  check_text("username", username, count_characters(username), longest_username, "characters");
  if (has_blank_at_an_end(username)) refuse("username", username, "begins or ends with a blank");
}

void check_email(std::string_view email) {
  check_text("email address", email, email.size(), longest_email, "bytes");
  if (has_blank(email)) refuse("email address", email, "has a blank in it");
  const std::size_t at = email.find('@');
  if (at == std::string_view::npos) refuse("email address", email, "has no @");
  if (email.find('@', at + 1) != std::string_view::npos) {
    refuse("email address", email, "has more than one @");
  }
  if (!is_local_part(email.substr(0, at))) {
    refuse("email address", email, "has no valid name before the @");
  }
  if (!is_domain(email.substr(at + 1))) {
    refuse("email address", email, "has no valid domain behind the @, such as example.org");
  }
}

void check_password(std::string_view password) {
  if (password.empty()) throw error(error_kind::usage, "The password is empty.");
  if (password.size() > longest_password) {
    throw error(error_kind::usage,
                fmt::format("The password is longer than {} bytes.", longest_password));
  }
  if (!is_utf8(password)) throw error(error_kind::usage, "The password is not UTF-8.");
}

}  // namespace fz
