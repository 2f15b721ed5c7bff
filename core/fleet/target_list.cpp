#include "core/fleet/target_list.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <utility>

namespace fz {
namespace {

using json = nlohmann::json;

bool is_url(std::string_view text) { return text.find("://") != std::string_view::npos; }

error bad_line(const std::string& what) { return error(error_kind::config, what); }

const std::string& checked_template(const fleet_config& fleet, const std::string& name) {
  if (!fleet.url_template.empty()) return fleet.url_template;
  throw bad_line(fmt::format(
      "{} is a name, and the fleet has no 'template' that makes a URL of it.", quote(name)));
}

std::string text_of(const json& value, const std::string& key) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number() || value.is_boolean()) return value.dump();
  throw bad_line(fmt::format("{} must be a string.", quote(key)));
}

void read_labels(const json& value, fleet_target& target) {
  if (!value.is_object()) throw bad_line("'labels' must be an object of strings.");
  for (const auto& [label, text] : value.items()) {
    target.labels.emplace_back(label, text_of(text, label));
  }
}

void read_key(const std::string& key, const json& value, fleet_target& target) {
  if (key == "labels") return read_labels(value, target);
  const std::string text = text_of(value, key);
  if (key == "name") {
    target.name = text;
  } else if (key == "url") {
    target.url = text;
  } else if (key == "schema") {
    target.schema = text;
  } else if (key == "search_path") {
    target.search_path = text;
  } else if (key == "role") {
    target.role = text;
  } else {
    throw bad_line(fmt::format(
        "Unknown key {}. Expected name, url, labels, schema, search_path or role.", quote(key)));
  }
}

template_values values_of(const fleet_target& target) {
  template_values values(target.labels.begin(), target.labels.end());
  values["name"] = target.name;
  if (!target.schema.empty()) values["schema"] = target.schema;
  return values;
}

fleet_target target_of_json(std::string_view line, const fleet_config& fleet) {
  const json object = json::parse(line, nullptr, false);
  if (!object.is_object()) throw bad_line("This is not a JSON object in one line.");
  fleet_target target;
  for (const auto& [key, value] : object.items()) read_key(key, value, target);
  if (!target.url.empty()) return target;
  if (target.name.empty()) throw bad_line("A target needs a 'url' or a 'name'.");
  target.url =
      fill_url_template(checked_template(fleet, target.name), values_of(target), fleet.known);
  return target;
}

fleet_target target_of_words(std::string_view line, const fleet_config& fleet) {
  fleet_target target;
  const std::size_t space = line.find_first_of(" \t");
  const std::string_view last = space == line.npos ? line : trim(line.substr(space));
  if (last.find_first_of(" \t") != last.npos || (space != line.npos && !is_url(last))) {
    throw bad_line("Expected a URL, a name, or a name and a URL.");
  }
  if (!is_url(last)) {
    target.name = last;
    target.url = fill_url_template(checked_template(fleet, target.name), {{"name", target.name}},
                                   fleet.known);
    return target;
  }
  if (space != line.npos) target.name = line.substr(0, space);
  target.url = last;
  return target;
}

fleet_target target_of_line(std::string_view line, const std::filesystem::path& relative_to,
                            const fleet_config& fleet) {
  fleet_target target =
      line.starts_with('{') ? target_of_json(line, fleet) : target_of_words(line, fleet);
  target.relative_to = relative_to;
  url_of(target);
  return target;
}

}  // namespace

std::vector<fleet_target> parse_target_list(std::string_view text, const std::string& origin,
                                            const std::filesystem::path& relative_to,
                                            const fleet_config& fleet) {
  std::vector<fleet_target> targets;
  std::size_t number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    line = trim(line);
    if (line.empty() || line.starts_with('#')) continue;
    try {
      targets.push_back(target_of_line(line, relative_to, fleet));
    } catch (const error& e) {
      throw error_at(error_kind::config, {origin, number}, e.what());
    }
  }
  return targets;
}

fleet_target target_of_row(const std::vector<std::pair<std::string, std::string>>& row,
                           const std::filesystem::path& relative_to, const fleet_config& fleet) {
  fleet_target target;
  target.relative_to = relative_to;
  for (const auto& [column, text] : row) {
    if (column == "url" || (target.url.empty() && is_url(text))) {
      target.url = text;
    } else if (column == "name") {
      target.name = text;
    } else {
      target.labels.emplace_back(column, text);
    }
  }
  if (!target.url.empty()) return target;
  template_values values(row.begin(), row.end());
  if (!row.empty()) {
    if (target.name.empty()) target.name = row.front().second;
    values.emplace("name", target.name);
  }
  target.url = fill_url_template(checked_template(fleet, target.name), values, fleet.known);
  return target;
}

}  // namespace fz
