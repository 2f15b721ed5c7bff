#include "core/script/date_time.hpp"
#include "core/script/front_matter_fields.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

namespace fz {
namespace {

/// The block as TOML, line for line.
std::string toml_of(std::string_view text, const front_matter_block& block) {
  std::string toml;
  for (std::string_view line : split(text.substr(block.begin, block.end - block.begin), '\n')) {
    toml += front_matter_toml(line);
    toml += '\n';
  }
  return toml;
}

class toml_reader {
 public:
  toml_reader(std::string_view text, const front_matter_block& block, const std::string& file)
      : text_(text), block_(block), file_(file), toml_(toml_of(text, block)) {}

  revision read() const {
    const toml::table table = parse();
    revision result;
    for (const auto& [key, value] : table) {
      const std::string_view name = key.str();
      const auto known = std::find_if(front_matter_keys.begin(), front_matter_keys.end(),
                                      [&](const front_matter_key& k) { return k.name == name; });
      if (known == front_matter_keys.end()) throw unknown(key);
      read_value(*known, value, result);
    }
    if (result.id.empty()) {
      throw error_at(error_kind::script, {file_, block_.first_line - 1},
                     "The front matter has no 'revision'.");
    }
    return result;
  }

 private:
  toml::table parse() const {
    try {
      return toml::parse(toml_);
    } catch (const toml::parse_error& e) {
      throw error_at(error_kind::script, position(e.source().begin),
                     fmt::format("The front matter is not TOML: {}.{}", printable(e.description()),
                                 advice_on(e.source().begin.line)));
    }
  }

  /// For values as Python writes them.
  std::string advice_on(std::size_t line_number) const {
    const std::vector<std::string_view> lines = split(toml_, '\n');
    const std::string_view line = lines[std::clamp<std::size_t>(line_number, 1, lines.size()) - 1];
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return {};
    const std::string_view value = trim(line.substr(equals + 1));
    if (value.starts_with("None") || value.starts_with("null")) {
      return " Leave the line out, or write \"\": the first revision has down_revision = \"\".";
    }
    if (value.starts_with("(")) return " Write a list with brackets: [\"ae10\", \"27c6\"].";
    return {};
  }

  void read_value(const front_matter_key& key, const toml::node& value, revision& result) const {
    switch (key.type) {
      case front_matter_type::id:
        result.id = string(key, value, "a string that is not empty");
        if (result.id.empty()) throw unexpected(key, value, "a string that is not empty");
        result.line = position(value.source().begin).line;
        break;
      case front_matter_type::text:
        result.*key.text = string(key, value, "a string");
        break;
      case front_matter_type::names:
        result.*key.names = names(key, value);
        break;
      case front_matter_type::date_time:
        result.*key.text = date_time(key, value);
        break;
    }
  }

  std::string string(const front_matter_key& key, const toml::node& value,
                     std::string_view expected) const {
    const auto* text = value.as_string();
    if (text == nullptr) throw unexpected(key, value, expected);
    return text->get();
  }

  std::vector<std::string> names(const front_matter_key& key, const toml::node& value) const {
    constexpr std::string_view expected = "a string or an array of strings that are not empty";
    const toml::array* array = value.as_array();
    if (array == nullptr) {
      std::string name = string(key, value, expected);
      return name.empty() ? std::vector<std::string>{} : std::vector{std::move(name)};
    }
    std::vector<std::string> result;
    for (const toml::node& element : *array) {
      result.push_back(string(key, element, expected));
      if (result.back().empty()) throw unexpected(key, element, expected);
    }
    return result;
  }

  std::string date_time(const front_matter_key& key, const toml::node& value) const {
    std::ostringstream text;
    if (const auto* string = value.as_string()) text << string->get();
    if (const auto* date = value.as_date()) text << date->get();
    if (const auto* moment = value.as_date_time()) text << moment->get();
    auto normalised = normalised_date_time(text.str());
    if (!normalised) {
      throw unexpected(key, value, "a date and time such as 2024-06-01T16:03:13Z");
    }
    return std::move(*normalised);
  }

  error unknown(const toml::key& key) const {
    std::vector<std::string> known;
    for (const front_matter_key& k : front_matter_keys) known.emplace_back(k.name);
    const std::string near = nearest(key.str(), known);
    return error_at(error_kind::script, position(key.source().begin),
                    fmt::format("Unknown key {} in the front matter. {}", quote(key.str()),
                                near.empty() ? fmt::format("Expected {}.", enumerate(known))
                                             : fmt::format("Did you mean {}?", quote(near))));
  }

  error unexpected(const front_matter_key& key, const toml::node& value,
                   std::string_view expected) const {
    return error_at(error_kind::script, position(value.source().begin),
                    fmt::format("'{}' must be {}.", key.name, expected));
  }

  /// The place in the file of a place in the TOML.
  source_position position(const toml::source_position& at) const {
    const std::vector<std::string_view> lines =
        split(text_.substr(block_.begin, block_.end - block_.begin), '\n');
    const std::size_t index = std::clamp<std::size_t>(at.line, 1, lines.size()) - 1;
    const std::string_view raw = lines[index];
    const std::size_t prefix = raw.size() - front_matter_toml(raw).size();
    return {file_, block_.first_line + index, prefix + byte_column(toml_, at.line, at.column)};
  }

  std::string_view text_;
  const front_matter_block& block_;
  const std::string& file_;
  std::string toml_;
};

}  // namespace

revision read_toml_front_matter(std::string_view text, const front_matter_block& block,
                                const std::string& file) {
  return toml_reader(text, block, file).read();
}

}  // namespace fz
