#include "core/script/front_matter_text.hpp"

#include "core/script/front_matter_fields.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <iterator>

namespace fz {
namespace {

std::string toml_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += {'\\', c};
    } else if (c == '\n') {
      result += "\\n";
    } else if ((byte < 0x20 && c != '\t') || byte == 0x7F) {
      fmt::format_to(std::back_inserter(result), "\\u{:04X}", byte);
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string toml_array(const std::vector<std::string>& names) {
  std::vector<std::string> strings;
  for (const std::string& name : names) strings.push_back(toml_string(name));
  return "[" + join(strings, ", ") + "]";
}

std::string toml_value(const revision& declared, const front_matter_key& key) {
  switch (key.type) {
    case front_matter_type::id:
    case front_matter_type::text:
      break;
    case front_matter_type::date_time:
      return declared.*key.text;
    case front_matter_type::names: {
      // Alone, a down_revision is a string, as Alembic writes it.
      const auto& names = declared.*key.names;
      const bool is_alone = key.names == &revision::down_revisions && names.size() < 2;
      if (is_alone) return toml_string(names.empty() ? "" : names.front());
      return toml_array(names);
    }
  }
  return toml_string(declared.*key.text);
}

}  // namespace

std::string front_matter_text(const revision& declared) {
  std::string text = "-- +++\n";
  for (const front_matter_key& key : front_matter_keys) {
    text += fmt::format("-- {} = {}\n", key.name, toml_value(declared, key));
  }
  return text + "-- +++";
}

}  // namespace fz
