#include "core/http/percent.hpp"

#include "core/util/text.hpp"

#include <algorithm>

namespace fz::http {
namespace {

/// The value of a hexadecimal digit, or -1.
int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode_bytes(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? digit_value(text[i + 1]) : -1;
    const int low = high >= 0 ? digit_value(text[i + 2]) : -1;
    if (low < 0) {
      result += text[i];
      continue;
    }
    result += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return result;
}

std::string decode_field(std::string_view text) {
  std::string with_blanks(text);
  std::replace(with_blanks.begin(), with_blanks.end(), '+', ' ');
  return percent_decode(with_blanks);
}

bool stays(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view(":/%#?=@[]!$&'()*+,;-._~").find(c) != std::string_view::npos;
}

}  // namespace

std::string percent_decode(std::string_view text) {
  if (text.find('%') == std::string_view::npos && is_utf8(text)) return std::string(text);
  std::string bytes = decode_bytes(text);
  return is_utf8(bytes) ? bytes : to_utf8(to_utf32(bytes));
}

fields parse_query(std::string_view query) {
  fields result;
  while (!query.empty()) {
    const std::string_view field = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(field.size() + 1, query.size()));
    if (field.empty()) continue;
    const std::size_t equals = std::min(field.find('='), field.size());
    const std::string_view value = field.substr(std::min(equals + 1, field.size()));
    result.emplace_back(decode_field(field.substr(0, equals)), decode_field(value));
  }
  return result;
}

const std::string* last_value(const fields& from, std::string_view name) {
  const auto found = std::find_if(from.rbegin(), from.rend(),
                                  [&](const auto& field) { return field.first == name; });
  return found == from.rend() ? nullptr : &found->second;
}

std::string quote_location(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    if (stays(c)) {
      result += c;
      continue;
    }
    result += '%';
    result += digits[static_cast<unsigned char>(c) >> 4];
    result += digits[c & 0xF];
  }
  return result;
}

}  // namespace fz::http
