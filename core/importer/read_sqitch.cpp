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
    top_ = setting("core.top_dir", ".");
    engine_ = setting("core.engine", "");
    if (engine_ == "pg") folder_.dialect = dialect::postgresql;
    if (engine_ == "sqlite") folder_.dialect = dialect::sqlite;
    std::string target = setting("engine." + engine_ + ".target", "");
    target = setting("target." + target + ".uri", target);
    folder_.url = url_of(target);
  }

  migration_folder read() {
    const std::string plan = path_of(setting("core.plan_file", "sqitch.plan"));
    const source_file file = read_source(request_.path, plan);
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

  std::string path_of(const std::string& name) const {
    return (std::filesystem::path(top_) / name).lexically_normal().generic_string();
  }

  /// The script of the change in the folder; of a reworked one that under its first tag.
  std::string script_of(const std::string& kind, const sqitch_change& change) const {
    const std::string folder = setting("core." + kind + "_dir", kind);
    std::string first;
    for (const std::string& tag : change.rework_tags) {
      std::string path = path_of(folder + "/" + change.name + "@" + tag + ".sql");
      if (is_there(request_.path / path)) return path;
      if (first.empty()) first = path;
    }
    return first.empty() ? path_of(folder + "/" + change.name + ".sql") : first;
  }

  void add(const sqitch_change& change, const std::string& plan) {
    const bool is_reworked = !change.rework_tags.empty();
    origin_migration migration{change.name + (is_reworked ? "@" + change.rework_tags.front() : ""),
                               change.note.empty() ? words_of_name(change.name) : change.note};
    migration.wanted_id = migration.version;
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
      if (name.find(':') == name.npos) continue;
      note(place,
           fmt::format("{} is in another project; see that it is there before.", quote(name)));
    }
  }

  const read_request& request_;
  std::map<std::string, std::string> conf_;
  migration_folder folder_;
  std::string top_;
  std::string engine_;
};

}  // namespace

migration_folder read_sqitch(const read_request& request) { return sqitch_reader(request).read(); }

}  // namespace fz::importer
