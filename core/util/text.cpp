#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <numeric>

namespace fz {
namespace {

/// One decoded character: its code point and how many bytes it took; length 0 if malformed.
struct decoded {
  char32_t code_point = 0;
  std::size_t length = 0;
};

decoded decode_utf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  char32_t code_point = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code_point = (code_point << 6) | (byte(i) & 0x3Fu);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < smallest[length] || code_point > 0x10FFFF || surrogate) return {};
  return {code_point, length};
}

/// Controls, and characters that reorder or break the line they are in.
bool is_unsafe(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || (c >= 0x200E && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

std::string escape_unsafe(std::string_view text, bool keep_lines) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto [code_point, length] = decode_utf8(text);
    if (length == 0) {
      fmt::format_to(std::back_inserter(result), "\\x{:02x}", static_cast<std::uint8_t>(text[0]));
      text.remove_prefix(1);
      continue;
    }
    const bool kept = keep_lines && (code_point == '\n' || code_point == '\t');
    if (!is_unsafe(code_point) || kept) {
      result += text.substr(0, length);
    } else if (code_point < 0x80) {
      fmt::format_to(std::back_inserter(result), "\\x{:02x}", static_cast<unsigned>(code_point));
    } else {
      fmt::format_to(std::back_inserter(result), "\\u{{{:04x}}}",
                     static_cast<unsigned>(code_point));
    }
    text.remove_prefix(length);
  }
  return result;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view trim(std::string_view text) {
  // Not find_first_not_of(), which calls memchr() for each byte: every line of every file comes
  // through here.
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at; (at = text.find(separator)) != std::string_view::npos;) {
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  parts.push_back(text);
  return parts;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string to_lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::string printable(std::string_view text) { return escape_unsafe(text, false); }

std::string printable_lines(std::string_view text) { return escape_unsafe(text, true); }

std::string quote(std::string_view text) { return "'" + printable(text) + "'"; }

std::string enumerate(const std::vector<std::string>& words) {
  if (words.size() < 2) return words.empty() ? "" : words.front();
  const std::vector<std::string> most(words.begin(), words.end() - 1);
  return join(most, ", ") + " and " + words.back();
}

std::string counted(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

namespace {

/// How many of the first bytes are surely ASCII, looked at eight by eight.
std::size_t ascii_prefix(std::string_view text) {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  std::size_t at = 0;
  for (std::uint64_t eight = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((eight & high_bits) != 0) break;
  }
  return at;
}

}  // namespace

std::size_t utf8_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    at += ascii_prefix(text.substr(at));
    if (at == text.size()) break;
    const std::size_t length = decode_utf8(text.substr(at)).length;
    if (length == 0) break;
    at += length;
  }
  return at;
}

bool is_utf8(std::string_view text) { return utf8_prefix(text) == text.size(); }

std::u32string to_utf32(std::string_view text) {
  std::u32string result;
  while (!text.empty()) {
    const auto [code_point, length] = decode_utf8(text);
    result += length == 0 ? U'\uFFFD' : code_point;
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

std::string to_utf8(std::u32string_view text) {
  std::string result;
  const auto add = [&result](char32_t bits) { result += static_cast<char>(bits); };
  for (const char32_t c : text) {
    if (c < 0x80) {
      add(c);
      continue;
    }
    const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    constexpr char32_t lead[] = {0, 0xC0, 0xE0, 0xF0};
    add(lead[more] | (c >> (6 * more)));
    for (int left = more - 1; left >= 0; --left) add(0x80 | ((c >> (6 * left)) & 0x3F));
  }
  return result;
}

namespace {

/// wcwidth() knows only ASCII in the "C" locale, which fz keeps: the ranges below are the combining
/// and wide blocks of Unicode Standard Annex #11 that names and messages are made of.
std::size_t width_of(char32_t c) {
  if ((c >= 0x0300 && c <= 0x036F) || (c >= 0x200B && c <= 0x200D) ||
      (c >= 0xFE00 && c <= 0xFE0F)) {
    return 0;
  }
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
                    (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                    (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1F64F) ||
                    (c >= 0x1F900 && c <= 0x1F9FF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  for (const char32_t c : to_utf32(text)) columns += width_of(c);
  return columns;
}

std::string first_columns(std::string_view text, std::size_t columns) {
  std::u32string kept;
  for (const char32_t c : to_utf32(text)) {
    const std::size_t width = width_of(c);
    if (width > columns) break;
    columns -= width;
    kept += c;
  }
  return to_utf8(kept);
}

std::size_t byte_column(std::string_view text, std::size_t line, std::size_t character) {
  for (; line > 1 && !text.empty(); --line) {
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
  std::size_t bytes = 0;
  for (std::size_t i = 1; i < character && bytes < text.size(); ++i) {
    bytes += std::max<std::size_t>(decode_utf8(text.substr(bytes)).length, 1);
  }
  return std::max(bytes + 1, character);
}

namespace {

/// Without the dashes of an option.
std::size_t letters_of(std::string_view word) {
  return word.size() - std::min(word.find_first_not_of('-'), word.size());
}

/// The shortest candidate that begins with the word, if that says enough; else "".
std::string begun_candidate(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t enough = 4;
  std::string best;
  if (letters_of(word) < enough) return best;
  for (const std::string& candidate : candidates) {
    const bool shorter = best.empty() || candidate.size() < best.size();
    if (candidate.starts_with(word) && shorter) best = candidate;
  }
  return best;
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  // One slip in a word of three letters, two in a longer one.
  const std::size_t letters = letters_of(word);
  std::size_t best_distance = letters < 4 ? 2 : std::max<std::size_t>(2, letters / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance && distance < word.size()) {
      best = candidate;
      best_distance = distance;
    }
  }
  if (best_distance < 2) return best;
  const std::string begun = begun_candidate(word, candidates);
  return begun.empty() ? best : begun;
}

}  // namespace fz
