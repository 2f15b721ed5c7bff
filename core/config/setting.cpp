#include "core/config/setting.hpp"

#include "core/config/config.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

namespace fz {
namespace {

constexpr std::string_view zoneinfo = "/usr/share/zoneinfo";

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  std::uint32_t number = 0;  // so that no unit overflows the milliseconds
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc{}) return std::nullopt;
  const std::string_view unit(stop, static_cast<std::size_t>(end - stop));
  if (unit == "ms") return std::chrono::milliseconds(number);
  if (unit == "s") return std::chrono::seconds(number);
  if (unit == "m") return std::chrono::minutes(number);
  if (unit == "h") return std::chrono::hours(number);
  return std::nullopt;
}

bool is_timezone(const std::string& name) {
  if (name == "UTC" || name == "local") return true;
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '-' || c == '+';
  });
  std::error_code ignored;
  return plain && !name.empty() && name[0] != '/' &&
         std::filesystem::is_regular_file(std::filesystem::path(zoneinfo) / name, ignored);
}

}  // namespace

source_position config_source::position(const toml::source_position& at) const {
  return {file, at.line, byte_column(text, at.line, at.column)};
}

std::string setting::raw() const {
  const auto* value = node_.as_string();
  if (value == nullptr) throw unexpected("a string");
  return value->get();
}

std::string setting::string() const { return text_of(node_, "a string"); }

std::string setting::name() const {
  std::string value = string();
  if (value.empty()) throw unexpected("a string that is not empty");
  return value;
}

std::vector<std::string> setting::strings() const {
  const toml::array* values = node_.as_array();
  if (values == nullptr) throw unexpected("an array of strings");
  std::vector<std::string> result;
  for (const toml::node& value : *values) result.push_back(text_of(value, "an array of strings"));
  return result;
}

std::filesystem::path setting::path() const {
  const std::string value = string();
  if (value.empty()) throw unexpected("a path");
  return absolute(value);
}

std::vector<std::filesystem::path> setting::paths() const {
  std::vector<std::filesystem::path> result;
  for (const std::string& value : strings()) {
    if (value.empty()) throw unexpected("an array of paths");
    result.push_back(absolute(value));
  }
  return result;
}

std::size_t setting::positive() const {
  const auto* value = node_.as_integer();
  if (value == nullptr || value->get() < 1 || value->get() > 1000) {
    throw unexpected("an integer from 1 to 1000");
  }
  return static_cast<std::size_t>(value->get());
}

std::chrono::milliseconds setting::duration() const {
  constexpr std::string_view expected = "a duration such as \"500ms\", \"60s\", \"2m\" or \"1h\"";
  const auto value = parse_duration(text_of(node_, expected));
  if (!value) throw unexpected(expected);
  return *value;
}

std::string setting::timezone() const {
  std::string value = string();
  if (!is_timezone(value)) {
    throw unexpected(
        fmt::format("\"UTC\", \"local\" or a time zone that {} knows, such as "
                    "\"Europe/Berlin\"",
                    zoneinfo));
  }
  return value;
}

std::string setting::file_template() const {
  std::string value = name();
  const auto& tokens = file_template_tokens();
  const std::string expected = fmt::format(
      "a file name made of text without '/' and the tokens {{{}}}", join(tokens, "}, {"));
  for (std::size_t at = 0; (at = value.find_first_of("{}/%", at)) != std::string::npos;) {
    const std::size_t close = value.find('}', at);
    if (value[at] != '{' || close == std::string::npos) throw unexpected(expected);
    const std::string token = value.substr(at + 1, close - at - 1);
    if (std::find(tokens.begin(), tokens.end(), token) == tokens.end()) throw unexpected(expected);
    at = close + 1;
  }
  return value;
}

error setting::unexpected(std::string_view expected) const {
  return error_at(error_kind::config, position(), fmt::format("{} must be {}.", name_, expected));
}

std::string setting::text_of(const toml::node& node, std::string_view expected) const {
  const auto* value = node.as_string();
  if (value == nullptr) throw unexpected(expected);
  expanded result = source_.known.expand(value->get());
  if (!result.problem.empty()) {
    throw error_at(error_kind::config, source_.position(node.source().begin), result.problem);
  }
  return std::move(result.text);
}

std::filesystem::path setting::absolute(const std::string& path) const {
  return (source_.folder / path).lexically_normal();
}

}  // namespace fz
