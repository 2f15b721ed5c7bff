#include "core/importer/checksum.hpp"
#include "core/importer/folder_files.hpp"
#include "core/importer/folder_variables.hpp"
#include "core/importer/migration_folder.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace fz::importer {
namespace {

/// Files like golang-migrate's that say so are run outside of a transaction.
bool is_nontransactional(std::string_view text) {
  for (const text_line& line : lines_of(text)) {
    const std::string_view words = trim(line.text);
    if (!words.empty() && !words.starts_with("--")) return false;
    if (words.starts_with("--") && trim(words.substr(2)) == "morph:nontransactional") return true;
  }
  return false;
}

class folder_reader {
 public:
  explicit folder_reader(const read_request& request)
      : request_(request), folder_{tool::golang_migrate, request.path, {}} {
    folder_.table = database_url_parameter(request.path, "x-migrations-table");
  }

  migration_folder read() {
    for_each_file(files_in(request_.path), [this](const std::string& name) {
      if (const auto up = parse_numbered_name(name, ".up.sql")) {
        add_upgrade(name, *up);
      } else if (const auto down = parse_numbered_name(name, ".down.sql")) {
        downs_.emplace(without_zeros(down->digits), std::pair(name, *down));
      } else if (const auto code = parse_numbered_name(name, ".go")) {
        add_code(name, *code);
      } else {
        note_left_out(folder_, name);
      }
    });
    for_each_file({""}, [this](const std::string&) { add_downgrades(); });
    sort();
    mark_doubles(folder_);
    note_folders_left_out(folder_);
    return std::move(folder_);
  }

 private:
  void add_upgrade(const std::string& name, const numbered_name& parsed) {
    origin_migration migration = started(name, parsed);
    migration.upgrades.push_back(section_of(name, migration.checksum));
    folder_.migrations.push_back(std::move(migration));
  }

  void add_code(const std::string& name, const numbered_name& parsed) {
    if (name.ends_with("_test.go")) return;
    origin_migration migration = started(name, parsed);
    std::string sentence = fmt::format("{} is code in Go; write what it does as SQL.", quote(name));
    migration.remarks.push_back({remark::weight::todo, {name}, sentence});
    migration.upgrades.emplace_back().todos.push_back(std::move(sentence));
    folder_.migrations.push_back(std::move(migration));
  }

  static origin_migration started(const std::string& name, const numbered_name& parsed) {
    origin_migration migration{without_zeros(parsed.digits), words_of_name(parsed.name),
                               parsed.digits, name};
    migration.date = date_of_version(parsed.digits);
    return migration;
  }

  origin_section section_of(const std::string& name, std::string& checksum) const {
    const source_file file = read_source(request_.path, name);
    checksum = sha256_start(file.text);
    origin_section section{file.text, {name, 1, 1}};
    section.transactional = !is_nontransactional(file.text);
    return section;
  }

  void add_downgrades() {
    for (origin_migration& each : folder_.migrations) {
      const auto [first, last] = downs_.equal_range(each.version);
      auto found = first;
      // Of two with one version each has its own.
      for (auto at = first; at != last; ++at) {
        if (words_of_name(at->second.second.name) == each.name) found = at;
      }
      if (found == last) continue;
      std::string ignored;
      each.downgrades.push_back(section_of(found->second.first, ignored));
      downs_.erase(found);
    }
    for (const auto& [version, left] : downs_) {
      folder_.remarks.push_back({remark::weight::note,
                                 {left.first},
                                 "There is no file that goes up for this one; it is left out."});
    }
  }

  void sort() {
    std::stable_sort(
        folder_.migrations.begin(), folder_.migrations.end(),
        [](const auto& a, const auto& b) { return is_smaller_number(a.version, b.version); });
  }

  const read_request& request_;
  migration_folder folder_;
  std::multimap<std::string, std::pair<std::string, numbered_name>> downs_;
};

}  // namespace

migration_folder read_golang_migrate(const read_request& request) {
  return folder_reader(request).read();
}

}  // namespace fz::importer
