#include "core/revision/identifier.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace fz {
namespace {

constexpr std::string_view forms =
    "An identifier is head, heads, base, a revision id or its unique beginning, or a branch "
    "label; BRANCH@ may stand before it, +N or -N behind it or alone.";

[[noreturn]] void refuse(const std::string& sentence) {
  throw error(error_kind::usage, fmt::format("{}\n{}", sentence, forms));
}

/// Long input is shortened: the message is for a person.
std::string shown(std::string_view text) {
  constexpr std::size_t most = 80;
  return text.size() <= most ? quote(text) : quote(std::string(text.substr(0, most)) + "...");
}

void check_characters(std::string_view text) {
  if (text.empty()) refuse("A revision identifier is expected, but it is empty.");
  if (text.size() > 500) refuse(fmt::format("{} is too long for a revision.", shown(text)));
  if (text.find_first_of(" \t") != text.npos || printable(text) != text) {
    refuse(fmt::format("{} is no revision identifier: it holds a blank or a control character.",
                       shown(text)));
  }
  if (is_range(text)) {
    refuse(fmt::format("Range revision not allowed: {} has a ':', and one revision is expected.",
                       shown(text)));
  }
}

int parse_steps(std::string_view text, std::string_view digits) {
  if (digits.empty()) {
    refuse(fmt::format("{} has no number after its sign; +1 is one revision up, -1 one down.",
                       shown(text)));
  }
  int steps = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), steps);
  if (digits.front() == '-' || end != digits.data() + digits.size()) {
    refuse(fmt::format("{} must end with a whole number after its sign, but there is {}.",
                       shown(text), shown(digits)));
  }
  if (failure != std::errc()) {
    refuse(fmt::format("{} asks for more steps than any history has.", shown(text)));
  }
  return steps;
}

}  // namespace

bool is_range(std::string_view text) { return text.find(':') != text.npos; }

identifier parse_identifier(std::string_view text) {
  check_characters(text);
  identifier result;
  result.text = text;
  std::string_view rest = text;
  const auto at = text.find('@');
  if (at != text.npos) {
    const std::string_view branch = text.substr(0, at);
    rest = text.substr(at + 1);
    if (rest.find('@') != rest.npos) {
      refuse(fmt::format("{} has more than one '@'.", shown(text)));
    }
    if (rest.empty()) {
      refuse(fmt::format("{} names no revision after its '@'; {}@head is the head of a branch.",
                         shown(text), branch.empty() ? "BRANCH" : printable(branch)));
    }
    if (branch.find_first_of("+-") != branch.npos) {
      refuse(fmt::format("{} counts before its '@'; the number goes to the end, as in BRANCH@-1.",
                         shown(text)));
    }
    result.branch = branch;
  }
  const auto sign = rest.find_first_of("+-");
  result.symbol = rest.substr(0, sign);
  if (sign == rest.npos) return result;
  if (at == 0 && sign == 0) {
    refuse(fmt::format("{} names no branch before its '@'.", shown(text)));
  }
  const int steps = parse_steps(text, rest.substr(sign + 1));
  result.steps = rest[sign] == '-' ? -steps : steps;
  return result;
}

identifier_range parse_range(std::string_view text) {
  const auto parts = split(text, ':');
  if (parts.size() != 2) {
    throw error(error_kind::usage,
                fmt::format("{} is not a range: it must have exactly one ':', as in A:B, A: or :B.",
                            shown(text)));
  }
  identifier_range result;
  if (!parts[0].empty()) result.lower = parse_identifier(parts[0]);
  if (!parts[1].empty()) result.upper = parse_identifier(parts[1]);
  return result;
}

}  // namespace fz
