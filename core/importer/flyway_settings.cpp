#include "core/importer/flyway_settings.hpp"

#include "core/importer/folder_files.hpp"
#include "core/importer/toml_source.hpp"
#include "core/importer/tool.hpp"
#include "core/util/text.hpp"

#include <cctype>
#include <optional>

namespace fz::importer {
namespace {

using properties = std::map<std::string, std::string>;

/// `flyway.key=value`, a line each.
properties read_conf(const source_file& file) {
  properties found;
  std::string whole;  // of lines that end with a backslash
  for (const text_line& line : lines_of(file.text)) {
    const std::string_view text = trim(line.text);
    if (whole.empty() && (text.starts_with('#') || text.starts_with('!'))) continue;
    whole += text;
    if (whole.ends_with('\\')) {
      whole.pop_back();
      continue;
    }
    const std::size_t sign = whole.find('=');
    if (sign != whole.npos) {
      found[std::string(trim(whole.substr(0, sign)))] = trim(whole.substr(sign + 1));
    }
    whole.clear();
  }
  return found;
}

/// "default-schema" as "defaultSchema".
std::string without_dashes(std::string_view key) {
  std::string name;
  bool raises = false;
  for (const char c : key) {
    if (c != '-') name += raises ? static_cast<char>(std::toupper(c)) : c;
    raises = c == '-';
  }
  return name;
}

/// What Spring's application.properties say of Flyway. Where the files are is known already.
properties read_spring(const source_file& file) {
  const std::string begin = "spring.flyway.";
  const std::string placeholder = begin + "placeholders.";
  properties found;
  for (auto& [key, value] : read_conf(file)) {
    if (key.starts_with(placeholder)) {
      found[key.substr(7)] = value;
    } else if (key.starts_with(begin)) {
      found["flyway." + without_dashes(key.substr(begin.size()))] = value;
    } else if (key == "spring.datasource.url") {
      found.emplace("flyway.url", value);
    } else if (key == "spring.datasource.username") {
      found.emplace("flyway.user", value);
    }
  }
  found.erase("flyway.locations");
  return found;
}

std::string text_of(const toml::node& node) {
  if (const auto text = node.value<std::string>()) return *text;
  if (const auto flag = node.value<bool>()) return *flag ? "true" : "false";
  std::vector<std::string> items;
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& each : *list) items.push_back(each.value<std::string>().value_or(""));
  }
  return join(items, ",");
}

void flatten(const toml::table& table, const std::string& prefix, properties& found) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    if (const toml::table* below = node.as_table()) {
      flatten(*below, name + ".", found);
    } else {
      found[name] = text_of(node);
    }
  }
}

/// The same names as in flyway.conf; the url stands in an environment there.
properties read_toml(const source_file& file) {
  properties found;
  flatten(parse_toml(file), "", found);
  const std::string environment =
      found.contains("flyway.environment") ? found["flyway.environment"] : "default";
  for (const char* key : {"url", "user"}) {
    const auto at = found.find("environments." + environment + "." + key);
    if (at != found.end()) found[std::string("flyway.") + key] = at->second;
  }
  return found;
}

/// "jdbc:postgresql://host/app" as fz takes it.
std::string url_of(const properties& found) {
  const auto given = found.find("flyway.url");
  if (given == found.end() || !given->second.starts_with("jdbc:")) return {};
  std::string url = given->second.substr(5);
  if (url.starts_with("sqlite:")) return "sqlite:///" + url.substr(7);
  const auto user = found.find("flyway.user");
  const std::string begin = "postgresql://";
  if (!url.starts_with(begin)) return {};
  if (user != found.end() && url.find('@') == url.npos)
    url.insert(begin.size(), user->second + "@");
  return url;
}

void take(const properties& found, const std::string& key, std::string& value) {
  if (const auto at = found.find("flyway." + key); at != found.end()) value = at->second;
}

/// "filesystem:sql,classpath:db/migration": paths below the folder, where they are there.
std::vector<std::filesystem::path> locations_of(const properties& found,
                                                const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  std::string all;
  take(found, "locations", all);
  for (std::string_view each : split(all, ',')) {
    each = trim(each);
    const bool is_classpath = each.starts_with("classpath:");
    if (const std::size_t colon = each.find(':'); colon != each.npos) each.remove_prefix(colon + 1);
    if (each.empty()) continue;
    const std::filesystem::path plain = folder / each;
    const std::filesystem::path resources = folder / "src/main/resources" / each;
    paths.push_back(is_classpath && is_there(resources) ? resources : plain);
  }
  return paths;
}

/// The default schema first.
std::vector<std::string> schemas_of(const properties& found) {
  std::vector<std::string> schemas;
  std::string first;
  std::string all;
  take(found, "defaultSchema", first);
  take(found, "schemas", all);
  if (!first.empty()) schemas.push_back(first);
  for (const std::string_view each : split(all, ',')) {
    const std::string name(trim(each));
    if (!name.empty() && name != first) schemas.push_back(name);
  }
  return schemas;
}

/// Where the history is.
std::string table_of(const properties& found, const std::vector<std::string>& schemas) {
  std::string table;
  take(found, "table", table);
  if (schemas.empty()) return table;
  if (table.empty()) table = usual_table_of(tool::flyway);
  return schemas.front() + "." + table;
}

flyway_settings settings_of(const properties& found, const std::filesystem::path& folder) {
  flyway_settings settings;
  take(found, "sqlMigrationPrefix", settings.prefix);
  take(found, "undoSqlMigrationPrefix", settings.undo_prefix);
  take(found, "repeatableSqlMigrationPrefix", settings.repeatable_prefix);
  take(found, "sqlMigrationSeparator", settings.separator);
  take(found, "placeholderPrefix", settings.placeholder_prefix);
  take(found, "placeholderSuffix", settings.placeholder_suffix);
  std::string suffixes = ".sql";
  take(found, "sqlMigrationSuffixes", suffixes);
  settings.suffixes.clear();
  for (const std::string_view each : split(suffixes, ','))
    settings.suffixes.emplace_back(trim(each));
  std::string replaces = "true";
  take(found, "placeholderReplacement", replaces);
  settings.replaces = replaces != "false";
  const std::string before_name = "flyway.placeholders.";
  for (const auto& [key, value] : found) {
    if (key.starts_with(before_name)) settings.placeholders[key.substr(before_name.size())] = value;
  }
  settings.locations = locations_of(found, folder);
  settings.url = url_of(found);
  settings.schemas = schemas_of(found);
  settings.table = table_of(found, settings.schemas);
  return settings;
}

}  // namespace

flyway_settings read_flyway_settings(const std::filesystem::path& folder) {
  if (is_there(folder / "flyway.toml")) {
    return settings_of(read_toml(read_source(folder, "flyway.toml")), folder);
  }
  for (const char* name : {"flyway.conf", "conf/flyway.conf"}) {
    if (!is_there(folder / name)) continue;
    return settings_of(read_conf(read_source(folder, name)), folder);
  }
  std::filesystem::path resources = folder;
  for (int level = 0; level < 3 && resources.has_relative_path(); ++level) {
    if (is_there(resources / "application.properties")) {
      return settings_of(read_spring(read_source(resources, "application.properties")), folder);
    }
    resources = resources.parent_path();
  }
  return {};
}

}  // namespace fz::importer
