#include "core/importer/origin_line.hpp"

#include "core/importer/folder_files.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fz::importer {
namespace {

constexpr std::string_view beginning = "-- # origin: ";
constexpr std::string_view absent = "-";

/// One word: a blank becomes `%20`.
std::string as_word(std::string_view text) {
  if (text.empty()) return std::string(absent);
  std::string word;
  for (const char c : text) {
    if (c == ' ' || c == '%' || static_cast<unsigned char>(c) < 0x20) {
      word += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      word += c;
    }
  }
  return word;
}

int hex_digit(char c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  return static_cast<int>(std::min(digits.find(c), digits.size()));
}

std::string from_word(std::string_view word) {
  if (word == absent) return {};
  std::string text;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const int high = word[i] == '%' && i + 2 < word.size() ? hex_digit(word[i + 1]) : 16;
    const int low = high < 16 ? hex_digit(word[i + 2]) : 16;
    if (low == 16) {
      text += word[i];
    } else {
      text += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return text;
}

}  // namespace

std::string sqitch_project_of(std::string_view version) {
  const std::size_t colon = version.find(':');
  return std::string(version.substr(0, colon == version.npos ? 0 : colon));
}

std::string to_text(const origin_line& line) {
  return fmt::format("{}{} {} {} {}", beginning, to_string(line.from), as_word(line.version),
                     as_word(line.checksum), as_word(line.file));
}

std::optional<origin_line> find_origin(std::string_view text) {
  for (const text_line& line : lines_of(text)) {
    if (!line.text.starts_with("--") && !trim(line.text).empty()) return std::nullopt;
    if (!line.text.starts_with(beginning)) continue;
    const auto words = split(line.text.substr(beginning.size()), ' ');
    const auto from = tool_named(words[0]);
    if (words.size() != 4 || !from) return std::nullopt;
    return origin_line{*from, from_word(words[1]), from_word(words[2]), from_word(words[3])};
  }
  return std::nullopt;
}

}  // namespace fz::importer
