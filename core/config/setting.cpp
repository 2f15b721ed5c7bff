#include "core/config/setting.hpp"

#include "core/config/config.hpp"
#include "core/util/duration.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>
#include <system_error>

namespace fz {
namespace {

constexpr std::string_view zoneinfo = "/usr/share/zoneinfo";

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

bool is_server_setting(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto belongs = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '.'; };
  return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), belongs);
}

/// Where a setting that fz makes by itself is configured; "" for the others.
std::string_view own_place(std::string_view name) {
  struct place {
    std::string_view name;
    std::string_view key;
  };
  constexpr std::array places = {
      place{"search_path", "'search_path' under [database]"},
      place{"role", "'role' under [database]"},
      place{"lock_timeout", "'statement_lock_timeout' under [alembic]"},
      place{"statement_timeout", "'statement_timeout' under [alembic]"},
  };
  const std::string lower = to_lower(name);
  const auto found = std::find_if(places.begin(), places.end(),
                                  [&](const place& each) { return each.name == lower; });
  return found == places.end() ? std::string_view() : found->key;
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

std::string setting::pattern() const {
  std::string value = name();
  try {
    const std::regex checked(value);
  } catch (const std::regex_error&) {
    throw unexpected("a regular expression of ECMAScript, such as \"[a-z0-9_]+\"");
  }
  return value;
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

std::string setting::text_or_number() const {
  const auto* number = node_.as_integer();
  return number == nullptr ? string() : std::to_string(number->get());
}

std::size_t setting::number(std::int64_t least, std::int64_t most) const {
  const auto* value = node_.as_integer();
  if (value == nullptr || value->get() < least || value->get() > most) {
    throw unexpected(fmt::format("an integer from {} to {}", least, most));
  }
  return static_cast<std::size_t>(value->get());
}

bool setting::boolean() const {
  const auto* value = node_.as_boolean();
  if (value == nullptr) throw unexpected("true or false");
  return value->get();
}

std::chrono::milliseconds setting::duration() const {
  const auto value = parse_duration(text_of(node_, duration_forms));
  if (!value) throw unexpected(duration_forms);
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

std::map<std::string, std::string> setting::server_settings() const {
  std::map<std::string, std::string> result;
  add_server_settings("", result);
  return result;
}

/// `app.tenant = "a"` is a table in a table to TOML, and one name to the server.
void setting::add_server_settings(const std::string& prefix,
                                  std::map<std::string, std::string>& result) const {
  const toml::table* values = node_.as_table();
  if (values == nullptr) throw unexpected("a table of the server's settings");
  for (const auto& [key, value] : *values) {
    const std::string name = prefix + std::string(key.str());
    const setting each(source_, fmt::format("{} in {}", quote(name), name_), value);
    if (!is_server_setting(name))
      throw each.unexpected("named as a setting of the server: letters, digits, '_' and '.'");
    if (value.is_table()) {
      setting(source_, name_, value).add_server_settings(name + ".", result);
      continue;
    }
    if (const std::string_view place = own_place(name); !place.empty()) {
      throw each.unexpected(fmt::format("written as {}", place));
    }
    result[name] = each.scalar();
  }
}

std::string setting::scalar() const {
  if (const auto* value = node_.as_integer()) return std::to_string(value->get());
  if (const auto* value = node_.as_floating_point()) return fmt::format("{}", value->get());
  if (const auto* value = node_.as_boolean()) return value->get() ? "on" : "off";
  return text_of(node_, "a string, a number, true or false");
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
