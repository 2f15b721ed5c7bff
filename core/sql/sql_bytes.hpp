#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace fz::detail {

/// What a token can be that begins with a byte, for sql_scanner.
enum class lead : std::uint8_t {
  other,
  blank,
  vertical_tab,
  word,
  letter_e,
  digit,
  quote,
  name_quote,
  backtick,
  bracket,
  dollar,
  minus,
  slash,
  backslash,
  line_command,
  semicolon,
  open,
  close,
};

inline constexpr unsigned char byte_order_mark = 0xEF;  // its first byte

inline constexpr std::uint8_t tag_part = 1;   // of a dollar quote
inline constexpr std::uint8_t word_part = 2;  // and of a name
inline constexpr std::uint8_t digit_part = 4;
inline constexpr std::uint8_t always_plain = 8;  // for pass_over_plain()

struct byte_table {
  std::array<lead, 256> leads{};
  std::array<std::uint8_t, 256> parts{};

  constexpr byte_table() {
    for (std::size_t c = 0; c < 256; ++c) {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
      const bool digit = c >= '0' && c <= '9';
      if (letter) leads[c] = lead::word;
      if (digit) leads[c] = lead::digit;
      if (letter || digit) parts[c] = tag_part | word_part;
      if (digit) parts[c] |= digit_part;
    }
    parts['$'] = word_part;
    leads['e'] = leads['E'] = lead::letter_e;
    leads[' '] = leads['\t'] = leads['\n'] = leads['\r'] = leads['\f'] = lead::blank;
    leads['\v'] = lead::vertical_tab;
    leads['\''] = lead::quote;
    leads['"'] = lead::name_quote;
    leads['`'] = lead::backtick;
    leads['['] = lead::bracket;
    leads['$'] = lead::dollar;
    leads['-'] = lead::minus;
    leads['/'] = lead::slash;
    leads['\\'] = lead::backslash;
    leads['.'] = leads['#'] = lead::line_command;
    leads[';'] = lead::semicolon;
    leads['('] = lead::open;
    leads[')'] = lead::close;
    for (std::size_t c = 0; c < 256; ++c) {
      const lead first = leads[c];
      const bool is_word = first == lead::word || first == lead::letter_e || first == lead::digit;
      const bool is_sign = first == lead::other || first == lead::blank;
      if ((is_word || is_sign) && c != byte_order_mark) parts[c] |= always_plain;
    }
  }
};

inline constexpr byte_table sql_bytes;

inline lead lead_of(char c) { return sql_bytes.leads[static_cast<unsigned char>(c)]; }

inline bool is_part(char c, std::uint8_t of) {
  return (sql_bytes.parts[static_cast<unsigned char>(c)] & of) != 0;
}

inline bool is_word_start(char c) {
  return lead_of(c) == lead::word || lead_of(c) == lead::letter_e;
}

}  // namespace fz::detail
