#include "core/importer/checksum.hpp"
#include "core/importer/folder_files.hpp"
#include "core/importer/migration_folder.hpp"
#include "core/importer/sqitch_plan.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <map>

namespace fz::importer {
namespace {

using weight = remark::weight;

/// sqitch.conf: `[section "name"]` and `key = value` below it, as "section.name.key".
std::map<std::string, std::string> read_conf(const std::filesystem::path& folder) {
  std::map<std::string, std::string> found;
  if (!is_there(folder / "sqitch.conf")) return found;
  const source_file file = read_source(folder, "sqitch.conf");
  std::string prefix;
  for (const text_line& line : lines_of(file.text)) {
    std::string text(trim(line.text));
    if (text.empty() || text.starts_with('#') || text.starts_with(';')) continue;
    if (text.starts_with('[') && text.ends_with(']')) {
      std::string name = text.substr(1, text.size() - 2);
      std::erase(name, '"');
      const std::size_t blank = name.find(' ');
      if (blank != name.npos) name.replace(blank, 1, ".");
      prefix = name + ".";
      continue;
    }
    const std::size_t sign = text.find('=');
    if (sign == text.npos) continue;
    found[prefix + std::string(trim(text.substr(0, sign)))] = trim(text.substr(sign + 1));
  }
  return found;
}

/// "db:pg://me@host/app" as fz takes it.
std::string url_of(std::string uri) {
  if (uri.starts_with("db:")) uri.erase(0, 3);
  if (uri.starts_with("sqlite:")) {
    std::string path = uri.substr(7);
    if (path.starts_with("//")) path = path.substr(path.find('/', 2));
    return "sqlite:///" + path;
  }
  if (!uri.starts_with("pg:")) return {};
  const std::string rest = uri.substr(3);
  return rest.starts_with("//") ? "postgresql:" + rest : "postgresql:///" + rest;
}

class sqitch_reader {
 public:
  explicit sqitch_reader(const read_request& request)
      : request_(request), conf_(read_conf(request.path)), folder_{tool::sqitch, request.path, {}} {
    engine_ = setting("core.engine", "");
    if (engine_ == "pg") folder_.dialect = dialect::postgresql;
    if (engine_ == "sqlite") folder_.dialect = dialect::sqlite;
    target_ = setting("engine." + engine_ + ".target", setting("core.target", ""));
    folder_.url = url_of(setting("target." + target_ + ".uri", target_));
    folder_.table = nearest("registry", "");
    top_ = nearest("top_dir", ".");
    take_variables();
  }

  migration_folder read() {
    const std::string plan = plan_file();
    const source_file file = read_source(request_.path, plan);
    folder_.project = sqitch_project_in(file.text);
    const std::vector<sqitch_change> changes = parse_sqitch_plan(file.text, plan);
    std::vector<std::string> problems;
    std::size_t next = 0;
    std::vector<std::string> names;
    for (const sqitch_change& each : changes) names.push_back(each.name);
    for_each_file(names, [&](const std::string&) { add(changes[next++], plan); });
    return std::move(folder_);
  }

 private:
  std::string setting(const std::string& key, const std::string& otherwise) const {
    const auto found = conf_.find(key);
    return found == conf_.end() ? otherwise : found->second;
  }

  /// What the target says, else its engine, else the project.
  std::string nearest(const std::string& key, const std::string& otherwise) const {
    const std::string core = setting("core." + key, otherwise);
    const std::string engine = setting("engine." + engine_ + "." + key, core);
    return setting("target." + target_ + "." + key, engine);
  }

  /// Its path is relative to the project, not to top_dir, if it is given.
  std::string plan_file() const {
    const std::string given = nearest("plan_file", "");
    return given.empty() ? path_of("sqitch.plan") : given;
  }

  /// What the scripts' variables stand for.
  void take_variables() {
    for (const std::string& place :
         {std::string("core.variables."), "engine." + engine_ + ".variables.",
          "target." + target_ + ".variables.", std::string("deploy.variables.")}) {
      for (const auto& [key, value] : conf_) {
        if (key.starts_with(place)) folder_.values[key.substr(place.size())] = value;
      }
    }
  }

  std::string path_of(const std::string& name) const {
    return (std::filesystem::path(top_) / name).lexically_normal().generic_string();
  }

  /// The script of the change in the folder; of a reworked one that under its first tag.
  std::string script_of(const std::string& kind, const sqitch_change& change) const {
    const std::string own = nearest(kind + "_dir", "");
    const std::string folder = own.empty() ? path_of(kind) : own;
    const std::string reworked = reworked_folder(kind, folder);
    const std::string ending = "." + nearest("extension", "sql");
    std::string first;
    for (const std::string& tag : change.rework_tags) {
      std::string path = joined(reworked, change.name + "@" + tag + ending);
      if (is_there(request_.path / path)) return path;
      if (first.empty()) first = path;
    }
    return first.empty() ? joined(folder, change.name + ending) : first;
  }

  static std::string joined(const std::string& folder, const std::string& name) {
    return (std::filesystem::path(folder) / name).lexically_normal().generic_string();
  }

  /// Where scripts of a kind are whose change was reworked.
  std::string reworked_folder(const std::string& kind, const std::string& folder) const {
    std::string own = nearest("reworked_" + kind + "_dir", "");
    if (!own.empty()) return own;
    const std::string all = nearest("reworked_dir", "");
    return all.empty() ? folder : joined(all, kind);
  }

  void add(const sqitch_change& change, const std::string& plan) {
    const bool is_reworked = !change.rework_tags.empty();
    origin_migration migration{change.name + (is_reworked ? "@" + change.rework_tags.front() : ""),
                               change.note.empty() ? words_of_name(change.name) : change.note};
    migration.wanted_id = migration.version;
    if (!folder_.project.empty()) migration.version.insert(0, folder_.project + ":");
    migration.date = change.date;
    migration.file = script_of("deploy", change);
    migration.upgrades.push_back(section_of(migration.file, migration.checksum));
    std::string ignored;
    const std::string revert = script_of("revert", change);
    if (is_there(request_.path / revert)) {
      migration.downgrades.push_back(section_of(revert, ignored));
    }
    add_remarks(change, plan, migration);
    folder_.migrations.push_back(std::move(migration));
  }

  origin_section section_of(const std::string& name, std::string& checksum) const {
    if (!is_there(request_.path / name)) {
      throw error_at(error_kind::script, {name}, "The plan asks for this script; it is not there.");
    }
    const source_file file = read_source(request_.path, name);
    checksum = sha256_start(file.text);
    origin_section section{file.text, {name, 1, 1}};
    section.is_shell_script = true;
    return section;
  }

  void add_remarks(const sqitch_change& change, const std::string& plan,
                   origin_migration& migration) const {
    const source_position place{plan, change.line};
    const auto note = [&](const source_position& where, std::string sentence) {
      migration.remarks.push_back({weight::note, where, std::move(sentence)});
    };
    const std::string verify = script_of("verify", change);
    if (is_there(request_.path / verify)) {
      note({verify}, "A revision has no place for a script that verifies it; it stays here.");
    }
    for (std::size_t i = 0; i < change.tags.size(); ++i) {
      note({plan, change.tag_lines[i]},
           fmt::format("The tag @{} is left out.", printable(change.tags[i])));
    }
    for (const std::string& name : change.conflicts) {
      note(place, fmt::format("The conflict with {} is left out.", quote(name)));
    }
    for (const std::string& name : change.requirements) {
      if (name.find(':') != name.npos) migration.depends_on.push_back(name);
    }
  }

  const read_request& request_;
  std::map<std::string, std::string> conf_;
  migration_folder folder_;
  std::string top_;
  std::string engine_;
  std::string target_;
};

}  // namespace

migration_folder read_sqitch(const read_request& request) { return sqitch_reader(request).read(); }

}  // namespace fz::importer
