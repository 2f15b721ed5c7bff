#include "core/database/postgresql/value.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <variant>

namespace fz::postgresql {
namespace {

/// From pg_type.dat.
enum oid : unsigned {
  bool_type = 16,
  bytea_type = 17,
  int8_type = 20,
  int2_type = 21,
  int4_type = 23,
  oid_type = 26,
  float4_type = 700,
  float8_type = 701,
};

template <class Number>
value decode_number(std::string_view text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc{} || stop != end) return std::string(text);
  return number;
}

unsigned digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>((c | 0x20) - 'a' + 10);
}

/// `a\\\377`: bytes as they are or in octal digits, the form of bytea_output = escape.
blob decode_escaped(std::string_view text) {
  blob bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool octal = text[i] == '\\' && i + 3 < text.size() && text[i + 1] != '\\';
    if (octal) {
      bytes.push_back(static_cast<std::byte>(digit(text[i + 1]) << 6U | digit(text[i + 2]) << 3U |
                                             digit(text[i + 3])));
      i += 3;
      continue;
    }
    if (text[i] == '\\') ++i;
    bytes.push_back(static_cast<std::byte>(text[i]));
  }
  return bytes;
}

/// `\x0aff`, the server's form since 9.0.
value decode_bytea(std::string_view text) {
  if (!text.starts_with("\\x")) return decode_escaped(text);
  blob bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
    bytes.push_back(static_cast<std::byte>(digit(text[i]) << 4U | digit(text[i + 1])));
  }
  return bytes;
}

std::string text_of(const value& v) {
  if (const auto* bytes = std::get_if<blob>(&v)) {
    return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
  }
  if (const auto* number = std::get_if<double>(&v)) return fmt::format("{}", *number);
  return is_null(v) ? std::string() : to_string(v);
}

}  // namespace

value decode(unsigned type, std::string_view text) {
  switch (type) {
    case bool_type:
      return static_cast<std::int64_t>(text == "t");
    case int2_type:
    case int4_type:
    case int8_type:
    case oid_type:
      return decode_number<std::int64_t>(text);
    case float4_type:
    case float8_type:
      return decode_number<double>(text);  // "Infinity" and "NaN" are read, too
    case bytea_type:
      return decode_bytea(text);
    default:
      return std::string(text);
  }
}

wire_parameters::wire_parameters(const parameters& values) {
  texts_.reserve(values.size());  // pointers_ point into it
  for (const value& v : values) {
    const bool binary = std::holds_alternative<blob>(v);
    texts_.push_back(text_of(v));
    pointers_.push_back(is_null(v) ? nullptr : texts_.back().data());
    types_.push_back(binary ? bytea_type : 0U);
    lengths_.push_back(static_cast<int>(texts_.back().size()));
    formats_.push_back(binary ? 1 : 0);
  }
}

std::string array_literal(const std::vector<std::string>& texts) {
  std::string array = "{";
  for (const std::string& text : texts) {
    if (array.size() > 1) array += ',';
    array += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') array += '\\';
      array += c;
    }
    array += '"';
  }
  return array + "}";
}

}  // namespace fz::postgresql
