#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fz::http {

/// Python refuses to read an integer of more digits.
inline constexpr std::size_t most_digits = 4300;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A text of a path or query as an integer.
struct integer_text {
  enum class kind {
    integer,    ///< `value` is it
    too_large,  ///< an integer outside of int64: `value` is the limit that it passes
    too_long,   ///< an integer of more than 4,300 digits
    not_integer,
  };

  kind what = kind::not_integer;
  std::int64_t value = 0;
};

/// Reads an integer as pydantic does: blanks around it, a sign, leading zeros, one `_` between
/// digits, a fraction of zeros.
integer_text read_integer(std::string_view text);

}  // namespace fz::http
