#include "core/users/domain_name.hpp"

#include "core/users/unicode.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <idn2.h>
#include <memory>
#include <utility>
#include <vector>

namespace fz::domain_name {
namespace {

struct freed {
  void operator()(std::uint8_t* text) const noexcept { idn2_free(text); }
};

/// What UTS 46 refuses, of the characters that are assigned and seen: compositions with a full
/// stop in them, descriptions of ideographs, and replacements for objects.
bool is_disallowed(char32_t c) {
  constexpr std::array<std::pair<char32_t, char32_t>, 12> ranges = {{
      {0x2024, 0x2026},
      {0x2488, 0x249B},
      {0x2FF0, 0x2FFB},
      {0x33C2, 0x33C2},
      {0x33C7, 0x33C7},
      {0x33D8, 0x33D8},
      {0xFE12, 0xFE12},
      {0xFE19, 0xFE19},
      {0xFE30, 0xFE30},
      {0xFE52, 0xFE52},
      {0xFFFC, 0xFFFD},
      {0x1F100, 0x1F100},
  }};
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const auto& range) { return c >= range.first && c <= range.second; });
}

std::u32string map(char32_t c) {
  constexpr char32_t sharp_s = 0xDF;
  constexpr char32_t final_sigma = 0x3C2;
  constexpr char32_t capital_sharp_s = 0x1E9E;
  constexpr char32_t ideographic_full_stop = 0x3002;
  constexpr char32_t halfwidth_full_stop = 0xFF61;
  if (c == sharp_s || c == final_sigma) return {c};
  if (c == capital_sharp_s) return {sharp_s};
  if (c == ideographic_full_stop || c == halfwidth_full_stop) return U".";
  if (c < 0x80) return {c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c};
  if (unicode::is_default_ignorable(c)) return {};
  return unicode::nfkc_casefold(c);
}

std::string code_point(char32_t c) {
  return fmt::format("U+{:04X}", static_cast<std::uint32_t>(c));
}

struct looked_up {
  int code = IDN2_OK;
  std::string ascii;
};

looked_up look_up(std::u32string_view label) {
  const std::string text = to_utf8(label);
  std::uint8_t* found = nullptr;
  looked_up result;
  result.code = idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(text.c_str()), &found,
                               IDN2_NO_TR46 | IDN2_NFC_INPUT);
  const std::unique_ptr<std::uint8_t, freed> owner(found);
  if (result.code == IDN2_OK) result.ascii = reinterpret_cast<const char*>(found);
  return result;
}

/// The first character of the label that no label may have; its size if all are allowed.
std::size_t first_disallowed(std::u32string_view label) {
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (label[i] < 0x80) continue;
    const int code = look_up(std::u32string(U"a") + label[i] + U"a").code;
    if (code == IDN2_DISALLOWED || code == IDN2_UNASSIGNED) return i;
  }
  return label.size();
}

/// The character whose neighbours IDNA 2008 does not allow.
std::size_t first_out_of_context(std::u32string_view label) {
  constexpr std::u32string_view contextual = U"\u00b7\u0375\u05f3\u05f4\u30fb";
  const std::size_t found = label.find_first_of(contextual);
  if (found != std::u32string_view::npos) return found;
  return std::min(label.find_first_of(U"\u0660\u06f0"), label.size() - 1);
}

std::string problem_of(int code, std::u32string_view label) {
  const std::string shown = to_utf8(label);
  switch (code) {
    case IDN2_DISALLOWED:
    case IDN2_UNASSIGNED: {
      const std::size_t at = first_disallowed(label);
      if (at == label.size()) break;
      return fmt::format("Codepoint {} at position {} of '{}' not allowed", code_point(label[at]),
                         at + 1, shown);
    }
    case IDN2_CONTEXTJ:
    case IDN2_CONTEXTJ_NO_RULE:
    case IDN2_CONTEXTO:
    case IDN2_CONTEXTO_NO_RULE: {
      const std::size_t at = first_out_of_context(label);
      return fmt::format("Codepoint {} not allowed at position {} in '{}'", code_point(label[at]),
                         at + 1, shown);
    }
    case IDN2_TOO_BIG_LABEL:
    case IDN2_TOO_BIG_DOMAIN:
    case IDN2_PUNYCODE_BIG_OUTPUT:
      return "Label too long";
    case IDN2_LEADING_COMBINING:
      return "Label begins with an illegal combining character";
    case IDN2_2HYPHEN:
      return "Label has disallowed hyphens in 3rd and 4th position";
    case IDN2_BIDI:
      return "Label ends with illegal codepoint directionality";
    case IDN2_NOT_NFC:
      return "Label must be in Normalization Form C";
    default:
      break;
  }
  return "Invalid A-label";
}

bool is_ascii(std::u32string_view text) {
  return std::all_of(text.begin(), text.end(), [](char32_t c) { return c < 0x80; });
}

result label_to_unicode(std::u32string_view ascii) {
  if (!ascii.starts_with(U"xn--")) return {std::u32string(ascii)};
  if (ascii.size() == 4) {
    return {{}, "Malformed A-label, no Punycode eligible content found"};
  }
  if (ascii.back() == '-') return {{}, "A-label must not end with a hyphen"};
  char* found = nullptr;
  const int code = idn2_to_unicode_8z8z(to_utf8(ascii).c_str(), &found, 0);
  const std::unique_ptr<std::uint8_t, freed> owner(reinterpret_cast<std::uint8_t*>(found));
  if (code != IDN2_OK) return {{}, problem_of(code, ascii)};
  std::u32string label = to_utf32(found);
  if (is_ascii(label)) return {{}, "Invalid A-label"};
  const looked_up back = look_up(label);
  if (back.code != IDN2_OK) return {{}, problem_of(back.code, label)};
  return {std::move(label)};
}

}  // namespace

result map(std::u32string_view domain) {
  std::u32string mapped;
  for (std::size_t i = 0; i < domain.size(); ++i) {
    if (is_disallowed(domain[i])) {
      return {{},
              fmt::format("Codepoint {} not allowed at position {} in '{}'", code_point(domain[i]),
                          i + 1, to_utf8(domain))};
    }
    mapped += map(domain[i]);
  }
  return {unicode::nfc(mapped)};
}

result to_ascii(std::u32string_view label) {
  if (is_ascii(label)) {
    result checked = label_to_unicode(label);
    if (!checked.problem.empty()) return checked;
    return {std::u32string(label)};
  }
  const looked_up found = look_up(label);
  if (found.code != IDN2_OK) return {{}, problem_of(found.code, label)};
  return {to_utf32(found.ascii)};
}

result to_unicode(std::u32string_view ascii) {
  std::u32string text;
  for (;;) {
    const std::size_t dot = ascii.find('.');
    result label = label_to_unicode(ascii.substr(0, dot));
    if (!label.problem.empty()) return label;
    text += label.text;
    if (dot == std::u32string_view::npos) return {std::move(text)};
    text += '.';
    ascii.remove_prefix(dot + 1);
  }
}

}  // namespace fz::domain_name
