#include "core/importer/alembic_files.hpp"

#include "core/importer/folder_files.hpp"
#include "core/importer/toml_source.hpp"
#include "core/script/date_time.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

namespace fz::importer {
namespace {

using keys = std::map<std::string, std::string>;

/// The section [alembic] of an ini file, as Python's configparser reads it.
keys read_ini(const source_file& file, const std::filesystem::path& folder) {
  keys found;
  std::string section;
  std::string key;
  for (const text_line& line : lines_of(file.text)) {
    const std::string_view text = trim(line.text);
    if (text.empty() || text.starts_with('#') || text.starts_with(';')) continue;
    if (text.starts_with('[') && text.ends_with(']')) {
      section = text.substr(1, text.size() - 2);
      key.clear();
      continue;
    }
    if (section != "alembic") continue;
    const bool continues = line.text.front() == ' ' || line.text.front() == '\t';
    const std::size_t sign = text.find_first_of("=:");
    if (continues && !key.empty()) {
      found[key] += "\n" + std::string(text);
    } else if (sign != text.npos) {
      key = trim(text.substr(0, sign));
      found[key] = trim(text.substr(sign + 1));
    }
  }
  for (auto& [name, value] : found) {
    for (std::size_t at = 0; (at = value.find("%(here)s", at)) != value.npos;) {
      value.replace(at, 8, folder.string());
    }
    for (std::size_t at = 0; (at = value.find("%%", at)) != value.npos; ++at) value.erase(at, 1);
  }
  return found;
}

/// [tool.alembic] of pyproject.toml; nothing if it is not there.
std::optional<keys> read_pyproject(const source_file& file, const std::filesystem::path& folder) {
  const toml::table whole = parse_toml(file);
  const toml::table* table = whole["tool"]["alembic"].as_table();
  if (table == nullptr) return std::nullopt;
  keys found;
  for (const auto& [key, node] : *table) {
    std::string value = node.value<std::string>().value_or("");
    if (const toml::array* list = node.as_array()) {
      for (const toml::node& each : *list) value += each.value<std::string>().value_or("") + "\n";
    }
    for (std::size_t at = 0; (at = value.find("%(here)s", at)) != value.npos;) {
      value.replace(at, 8, folder.string());
    }
    found[std::string(key.str())] = value;
  }
  return found;
}

std::string value_of(const keys& found, const std::string& key) {
  const auto at = found.find(key);
  return at == found.end() ? "" : at->second;
}

std::vector<std::filesystem::path> paths_in(const std::string& list,
                                            const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  std::string word;
  for (const char c : list + "\n") {
    const bool separates = c == ' ' || c == '\n' || c == ',' || c == ':' || c == ';';
    if (!separates) word += c;
    if (!separates || word.empty()) continue;
    paths.push_back((folder / word).lexically_normal());
    word.clear();
  }
  return paths;
}

alembic_settings settings_of(const keys& found, const std::filesystem::path& folder,
                             const std::string& file) {
  alembic_settings settings{folder, file, {}, {}};
  std::string location = value_of(found, "script_location");
  // "package:folder" is a folder in a Python package, which is usually here.
  std::replace(location.begin(), location.end(), ':', '/');
  settings.script_location = (folder / (location.empty() ? "." : location)).lexically_normal();
  settings.version_locations = paths_in(value_of(found, "version_locations"), folder);
  if (settings.version_locations.empty()) {
    settings.version_locations = {settings.script_location / "versions"};
  }
  settings.url = value_of(found, "sqlalchemy.url");
  if (settings.url.starts_with("driver://")) settings.url.clear();
  return settings;
}

std::optional<alembic_settings> settings_in(const std::filesystem::path& folder) {
  keys found;
  std::string file;
  if (is_there(folder / "alembic.ini")) {
    file = "alembic.ini";
    found = read_ini(read_source(folder, file), folder);
  }
  if (is_there(folder / "pyproject.toml")) {
    if (auto more = read_pyproject(read_source(folder, "pyproject.toml"), folder)) {
      if (file.empty()) file = "pyproject.toml";
      found.merge(*more);  // what alembic.ini says counts first
    }
  }
  if (file.empty()) return std::nullopt;
  return settings_of(found, folder, file);
}

/// The text of a Python string that begins at the offset, and where it ends.
std::string string_at(std::string_view text, std::size_t& at) {
  const char quote = text[at];
  std::string value;
  for (++at; at < text.size() && text[at] != quote; ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    value += text[at];
  }
  if (at < text.size()) ++at;
  return value;
}

/// All strings of a value: a string, a tuple, a list, a set; None has none.
std::vector<std::string> strings_in(std::string_view value) {
  std::vector<std::string> found;
  int open = 0;
  for (std::size_t at = 0; at < value.size();) {
    const char c = value[at];
    if (c == '\'' || c == '"') {
      found.push_back(string_at(value, at));
      continue;
    }
    if (c == '#') {
      at = std::min(value.find('\n', at), value.size());
      continue;
    }
    if (c == '(' || c == '[' || c == '{') ++open;
    if (c == ')' || c == ']' || c == '}') --open;
    if (c == '\n' && open <= 0) break;
    ++at;
  }
  return found;
}

/// What `name = …` or `name: type = …` at the beginning of a line is set to; nothing: not there.
std::optional<std::vector<std::string>> assigned(std::string_view text, std::string_view name) {
  for (const text_line& line : lines_of(text)) {
    if (!line.text.starts_with(name)) continue;
    const std::string_view after = trim(line.text.substr(name.size()));
    if (!after.starts_with('=') && !after.starts_with(':')) continue;
    const std::size_t sign = text.find('=', line.begin);
    if (sign == text.npos || sign >= line.next) continue;
    return strings_in(text.substr(sign + 1));
  }
  return std::nullopt;
}

std::string docstring_of(std::string_view text) {
  for (const std::string_view quote : {"\"\"\"", "'''"}) {
    const std::size_t begin = text.find(quote);
    if (begin == text.npos) continue;
    const std::size_t end = text.find(quote, begin + 3);
    return std::string(text.substr(begin + 3, end == text.npos ? end : end - begin - 3));
  }
  return {};
}

/// `name`: relative to the folder.
origin_migration read_revision(const std::filesystem::path& folder, const std::string& name) {
  const source_file file = read_source(folder, name);
  const auto id = assigned(file.text, "revision");
  if (!id || id->empty()) {
    throw error_at(error_kind::script, {name}, "The file sets no 'revision' to a string.");
  }
  const std::string doc = docstring_of(file.text);
  const std::string_view words = trim(doc);
  origin_migration found{id->front(), std::string(trim(words.substr(0, words.find('\n')))),
                         id->front(), name};
  found.parents = assigned(file.text, "down_revision").value_or(std::vector<std::string>());
  found.depends_on = assigned(file.text, "depends_on").value_or(std::vector<std::string>());
  found.branch_labels = assigned(file.text, "branch_labels").value_or(std::vector<std::string>());
  found.date = create_date_in(doc);
  return found;
}

/// Each after its parents.
std::vector<origin_migration> sorted(std::vector<origin_migration> all) {
  std::map<std::string, std::size_t> by_id;
  for (std::size_t i = 0; i < all.size(); ++i) by_id.emplace(all[i].version, i);
  std::vector<std::size_t> order;
  std::set<std::size_t> seen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::vector<std::size_t> waiting = {i};
    while (!waiting.empty()) {
      const std::size_t at = waiting.back();
      std::optional<std::size_t> before;
      for (const std::string& parent : *all[at].parents) {
        const auto known = by_id.find(parent);
        const bool is_new =
            known != by_id.end() && !seen.contains(known->second) &&
            std::find(waiting.begin(), waiting.end(), known->second) == waiting.end();
        if (is_new) before = known->second;
      }
      if (before) {
        waiting.push_back(*before);
        continue;
      }
      waiting.pop_back();
      if (seen.insert(at).second) order.push_back(at);
    }
  }
  std::vector<origin_migration> result;
  for (const std::size_t at : order) result.push_back(std::move(all[at]));
  return result;
}

}  // namespace

alembic_settings find_alembic_settings(const std::filesystem::path& path) {
  std::filesystem::path folder = path;
  for (int level = 0; level < 4; ++level) {
    if (auto found = settings_in(folder)) return *found;
    if (!folder.has_relative_path()) break;
    folder = folder.parent_path();
  }
  throw error(error_kind::usage,
              fmt::format("There is no alembic.ini and no [tool.alembic] in a pyproject.toml in {} "
                          "or above it.",
                          quote(path.string())));
}

std::vector<origin_migration> read_alembic_graph(const alembic_settings& settings) {
  std::vector<origin_migration> all;
  for (const std::filesystem::path& location : settings.version_locations) {
    for_each_file(files_in(location), [&](const std::string& name) {
      if (!name.ends_with(".py") || name.starts_with("__")) return;
      const auto file = (location / name).lexically_relative(settings.folder);
      all.push_back(read_revision(settings.folder, file.generic_string()));
    });
  }
  return sorted(std::move(all));
}

std::string create_date_in(std::string_view docstring) {
  for (const text_line& line : lines_of(docstring)) {
    const std::string_view text = trim(line.text);
    const std::string_view key = "Create Date:";
    if (text.starts_with(key))
      return normalised_date_time(trim(text.substr(key.size()))).value_or("");
  }
  return {};
}

}  // namespace fz::importer
