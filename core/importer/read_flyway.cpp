#include "core/importer/checksum.hpp"
#include "core/importer/flyway_settings.hpp"
#include "core/importer/folder_files.hpp"
#include "core/importer/migration_folder.hpp"
#include "core/importer/placeholders.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

namespace fz::importer {
namespace {

using weight = remark::weight;

enum class script_kind { versioned, undo, repeatable, baseline };

struct script_name {
  script_kind kind = script_kind::versioned;
  std::string version;  ///< "1.2"; of a repeatable: its description as written
  std::string description;
};

/// "1_2" as "1.2".
std::optional<std::string> version_of(std::string_view text) {
  std::string version(text);
  std::replace(version.begin(), version.end(), '_', '.');
  const bool is_number = !version.empty() &&
                         version.find_first_not_of("0123456789.") == version.npos &&
                         version.front() != '.' && version.back() != '.';
  return is_number ? std::optional(version) : std::nullopt;
}

/// Part by part: 1.10 comes after 1.9, and 1.0 is 1.
bool is_earlier(const std::string& a, const std::string& b) {
  const auto x = split(a, '.');
  const auto y = split(b, '.');
  for (std::size_t i = 0; i < std::max(x.size(), y.size()); ++i) {
    const std::string_view left = i < x.size() ? x[i] : "0";
    const std::string_view right = i < y.size() ? y[i] : "0";
    if (is_smaller_number(left, right)) return true;
    if (is_smaller_number(right, left)) return false;
  }
  return false;
}

std::optional<script_name> parse_stem(std::string_view stem, const flyway_settings& settings) {
  const std::pair<script_kind, std::string> prefixes[] = {
      {script_kind::repeatable, settings.repeatable_prefix},
      {script_kind::undo, settings.undo_prefix},
      {script_kind::baseline, "B"},
      {script_kind::versioned, settings.prefix}};
  for (const auto& [kind, prefix] : prefixes) {
    if (!stem.starts_with(prefix)) continue;
    const std::string_view rest = stem.substr(prefix.size());
    const std::size_t at = rest.find(settings.separator);
    const std::string_view before = rest.substr(0, at);
    const std::string_view after =
        at == rest.npos ? "" : rest.substr(at + settings.separator.size());
    if (kind == script_kind::repeatable) {
      if (at != 0 || after.empty()) continue;
      return script_name{kind, std::string(after), words_of_name(after)};
    }
    if (const auto version = version_of(before)) {
      return script_name{kind, *version, words_of_name(after)};
    }
  }
  return std::nullopt;
}

class flyway_reader {
 public:
  explicit flyway_reader(const read_request& request)
      : request_(request),
        settings_(read_flyway_settings(request.path)),
        folder_{tool::flyway, request.path, {}} {
    values_ = settings_.placeholders;
    for (const auto& [name, value] : request.values) values_[name] = value;
    folder_.url = settings_.url;
    folder_.table = settings_.table;
  }

  migration_folder read() {
    for_each_file(all_files(), [this](const std::string& name) { see(name); });
    std::stable_sort(folder_.migrations.begin(), folder_.migrations.end(),
                     [](const auto& a, const auto& b) { return is_earlier(a.version, b.version); });
    mark_doubles(folder_);
    note_folders_left_out(folder_);
    add_undos();
    std::sort(repeatables_.begin(), repeatables_.end(),
              [](const auto& a, const auto& b) { return a.version < b.version; });
    for (origin_migration& each : repeatables_) folder_.migrations.push_back(std::move(each));
    add_schemas();
    return std::move(folder_);
  }

 private:
  /// Names of the files in all locations and the folders in them, relative to the folder.
  std::vector<std::string> all_files() const {
    std::vector<std::string> names;
    std::vector<std::filesystem::path> roots = settings_.locations;
    if (roots.empty()) roots.push_back(request_.path);
    for (const std::filesystem::path& root : roots) add_files(root, names);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
  }

  void add_files(const std::filesystem::path& root, std::vector<std::string>& names) const {
    for (const std::string& name : files_in(root)) {
      names.push_back((root / name).lexically_relative(request_.path).generic_string());
    }
    for (const std::string& name : folders_in(root)) {
      std::error_code ignored;  // a link may lead back up
      if (!std::filesystem::is_symlink(root / name, ignored)) add_files(root / name, names);
    }
  }

  void see(const std::string& path) {
    const std::string name = std::filesystem::path(path).filename().string();
    for (const std::string& suffix : settings_.suffixes) {
      if (!name.ends_with(suffix)) continue;
      // The revisions of an earlier import may be below the folder.
      if (read_source(request_.path, path).text.starts_with("-- +++")) return;
      const std::string stem = name.substr(0, name.size() - suffix.size());
      if (const auto parsed = parse_stem(stem, settings_)) return see_script(path, *parsed);
      return see_callback(path, stem);
    }
    for (const std::string_view suffix : {".java", ".kt", ".scala", ".groovy", ".class"}) {
      if (!name.ends_with(suffix)) continue;
      const std::string stem = name.substr(0, name.size() - suffix.size());
      if (const auto parsed = parse_stem(stem, settings_)) see_code(path, *parsed);
    }
  }

  void see_script(const std::string& path, const script_name& parsed) {
    if (parsed.kind == script_kind::baseline) {
      folder_.remarks.push_back(
          {weight::note,
           {path},
           "A baseline script is left out: the versions before it are there."});
      return;
    }
    origin_migration migration = started(path, parsed);
    origin_section section = section_of(path, migration);
    if (parsed.kind == script_kind::undo) {
      undos_.emplace(parsed.version, std::pair(std::move(section), std::move(migration.remarks)));
      return;
    }
    migration.upgrades.push_back(std::move(section));
    if (parsed.kind == script_kind::versioned) {
      folder_.migrations.push_back(std::move(migration));
      return;
    }
    migration.is_repeatable = true;
    migration.wanted_id = "R_" + parsed.version;
    migration.remarks.push_back({weight::note,
                                 {path},
                                 "Flyway runs a repeatable script again when it has changed; here "
                                 "each change is a new revision."});
    repeatables_.push_back(std::move(migration));
  }

  static origin_migration started(const std::string& path, const script_name& parsed) {
    const bool repeats = parsed.kind == script_kind::repeatable;
    origin_migration migration{repeats ? "R__" + parsed.version : parsed.version,
                               parsed.description};
    migration.file = path;
    if (!repeats) migration.date = date_of_version(parsed.version);
    return migration;
  }

  origin_section section_of(const std::string& path, origin_migration& migration) {
    const source_file file = read_source(request_.path, path);
    migration.checksum = flyway_checksum(file.text);
    origin_section section{file.text, {path, 1, 1}};
    section.transactional = !is_outside(path + ".conf");
    if (!settings_.replaces) return section;
    filled_text filled = fill_placeholders(file.text, values_, settings_.placeholder_prefix,
                                           settings_.placeholder_suffix);
    section.text = std::move(filled.text);
    for (const std::string& name : filled.missing) {
      const std::string whole = settings_.placeholder_prefix + name + settings_.placeholder_suffix;
      std::string sentence = fmt::format("The placeholder {} has no value.", whole);
      migration.remarks.push_back({weight::todo, {path, line_of(section.text, whole)}, sentence});
      section.todos.push_back(std::move(sentence));
    }
    return section;
  }

  static std::size_t line_of(std::string_view text, std::string_view word) {
    for (const text_line& line : lines_of(text)) {
      if (line.text.find(word) != line.text.npos) return line.number;
    }
    return 0;
  }

  bool is_outside(const std::string& conf) const {
    if (!is_there(request_.path / conf)) return false;
    const source_file file = read_source(request_.path, conf);
    for (const text_line& line : lines_of(file.text)) {
      std::string text = to_lower(line.text);
      std::erase(text, ' ');
      if (text == "executeintransaction=false") return true;
    }
    return false;
  }

  void see_code(const std::string& path, const script_name& parsed) {
    origin_migration migration = started(path, parsed);
    std::string sentence = fmt::format("{} is code; write what it does as SQL.", quote(path));
    migration.remarks.push_back({weight::todo, {path}, sentence});
    migration.upgrades.emplace_back().todos.push_back(std::move(sentence));
    folder_.migrations.push_back(std::move(migration));
  }

  /// beforeMigrate.sql, afterEachMigrate__grants.sql …
  void see_callback(const std::string& path, const std::string& stem) {
    if (!stem.starts_with("before") && !stem.starts_with("after")) {
      return note_left_out(folder_, path);
    }
    folder_.remarks.push_back({weight::todo,
                               {path},
                               "Flyway runs this script around migrations; a revision cannot say "
                               "that. Put what it does where it is needed."});
  }

  void add_undos() {
    for (origin_migration& each : folder_.migrations) {
      const auto found = undos_.find(each.version);
      if (found == undos_.end()) continue;
      each.downgrades.push_back(std::move(found->second.first));
      for (remark& one : found->second.second) each.remarks.push_back(std::move(one));
    }
  }

  /// Flyway makes its schemas before the first migration, and works in the first of them.
  void add_schemas() {
    if (settings_.schemas.empty() || folder_.migrations.empty()) return;
    if (folder_.url.starts_with("sqlite")) return;
    folder_.search_path = quote_identifier(settings_.schemas.front());
    if (folder_.search_path != "public") folder_.search_path += ", public";
    origin_migration& first = folder_.migrations.front();
    std::string statements;
    for (const std::string& each : settings_.schemas) {
      statements += "CREATE SCHEMA IF NOT EXISTS " + quote_identifier(each) + "; ";
    }
    statements.back() = '\n';
    first.upgrades.front().text.insert(0, statements);
    --first.upgrades.front().start.line;
    first.remarks.push_back({weight::note,
                             {first.file},
                             "Flyway makes its schemas itself; here the first revision does."});
  }

  const read_request& request_;
  flyway_settings settings_;
  migration_folder folder_;
  std::map<std::string, std::string> values_;
  std::map<std::string, std::pair<origin_section, std::vector<remark>>> undos_;
  std::vector<origin_migration> repeatables_;
};

}  // namespace

migration_folder read_flyway(const read_request& request) { return flyway_reader(request).read(); }

}  // namespace fz::importer
