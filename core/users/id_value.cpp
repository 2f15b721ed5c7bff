#include "core/users/id_value.hpp"

#include "core/util/text.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace fz {
namespace {

std::optional<std::int64_t> integer_of(std::string_view text, std::string_view type) {
  std::int64_t number = 0;
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  // PostgreSQL refuses to compare with a number out of the type's range.
  if (type == "integer" && number != static_cast<std::int32_t>(number)) return std::nullopt;
  if (type == "smallint" && number != static_cast<std::int16_t>(number)) return std::nullopt;
  return number;
}

bool is_uuid(std::string_view text) {
  const auto digits = std::count_if(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
  const auto dashes = std::count(text.begin(), text.end(), '-');
  return digits == 32 && (dashes == 0 || dashes == 4) &&
         static_cast<std::size_t>(digits + dashes) == text.size();
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::optional<value> id_value(std::string_view text, const std::string& type) {
  if (type.find("int") != std::string::npos) {
    const auto number = integer_of(text, type);
    return number ? std::optional<value>(*number) : std::nullopt;
  }
  const bool fits = type == "uuid"      ? is_uuid(text)
                    : type == "numeric" ? is_number(text)
                                        : is_utf8(text) && text.find('\0') == text.npos;
  return fits ? std::optional<value>(std::string(text)) : std::nullopt;
}

}  // namespace fz
