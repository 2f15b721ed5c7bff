#include "core/http/json_number.hpp"

#include "core/http/integer_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

namespace fz::http {
namespace {

std::size_t digits_from(std::string_view text, std::size_t at) {
  const auto end =
      std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_digit);
  return static_cast<std::size_t>(end - text.begin()) - at;
}

bool digit_at(std::string_view text, std::size_t at) {
  return at < text.size() && is_digit(text[at]);
}

/// Where the exponent that begins at `at` ends; `at` if there is none.
std::size_t exponent_end(std::string_view text, std::size_t at) {
  if (at >= text.size() || (text[at] != 'e' && text[at] != 'E')) return at;
  std::size_t digits = at + 1;
  if (digits < text.size() && (text[digits] == '+' || text[digits] == '-')) ++digits;
  return digit_at(text, digits) ? digits + digits_from(text, digits) : at;
}

}  // namespace

std::size_t json_number_length(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  if (!digit_at(text, at)) return 0;
  at += text[at] == '0' ? 1 : digits_from(text, at);
  if (at < text.size() && text[at] == '.' && digit_at(text, at + 1)) {
    at += 1 + digits_from(text, at + 1);
  }
  return exponent_end(text, at);
}

std::optional<json_value::number> read_json_number(std::string_view text) {
  if (text.find_first_of(".eE") == std::string_view::npos) {
    if (text.size() - (text[0] == '-' ? 1 : 0) > most_digits) return std::nullopt;
    return json_value::number{text == "-0" ? "0" : std::string(text), true};
  }
  double value = 0;
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem == std::errc::result_out_of_range) {
    // from_chars does not say whether it is too large or too small; strtod gives infinity or 0.
    value = std::strtod(std::string(text).c_str(), nullptr);
    if (std::isinf(value)) return json_value::number{};
  }
  return json_value::number{python_float(value), false};
}

std::string python_float(double value) {
  if (value == 0) return std::signbit(value) ? "-0.0" : "0.0";
  std::array<char, 64> buffer{};
  const double size = std::fabs(value);
  const bool exponent = size >= 1e16 || size < 1e-4;
  const auto [end, problem] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                    exponent ? std::chars_format::scientific : std::chars_format::fixed);
  std::string text(buffer.data(), end);
  if (!exponent && text.find('.') == std::string::npos) text += ".0";
  return text;
}

}  // namespace fz::http
