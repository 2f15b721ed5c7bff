#include "core/importer/checksum.hpp"
#include "core/importer/folder_files.hpp"
#include "core/importer/migration_folder.hpp"
#include "core/importer/toml_source.hpp"
#include "core/util/sha384.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

namespace fz::importer {
namespace {

origin_section section_of(const source_file& file) {
  origin_section section{file.text, {file.name, 1, 1}};
  // sqlx asks for exactly this, at the very beginning.
  section.transactional = file.had_mark || !file.text.starts_with("-- no-transaction");
  return section;
}

/// What sqlx.toml says, in the folder or above it.
std::string table_in_settings(std::filesystem::path folder) {
  for (int level = 0; level < 3 && folder.has_relative_path(); ++level) {
    if (is_there(folder / "sqlx.toml")) {
      const toml::table settings = parse_toml(read_source(folder, "sqlx.toml"));
      return settings["migrate"]["table-name"].value_or(std::string());
    }
    folder = folder.parent_path();
  }
  return {};
}

}  // namespace

migration_folder read_sqlx(const read_request& request) {
  migration_folder folder{tool::sqlx, request.path, {}};
  folder.table = table_in_settings(request.path);
  std::map<std::string, origin_section> downs;
  for_each_file(files_in(request.path), [&](const std::string& name) {
    if (const auto down = parse_numbered_name(name, ".down.sql")) {
      downs.emplace(without_zeros(down->digits), section_of(read_source(request.path, name)));
      return;
    }
    auto parsed = parse_numbered_name(name, ".up.sql");
    if (!parsed) parsed = parse_numbered_name(name, ".sql");
    if (!parsed) return note_left_out(folder, name);
    const source_file file = read_source(request.path, name);
    origin_migration migration{without_zeros(parsed->digits), words_of_name(parsed->name),
                               parsed->digits, name};
    migration.checksum = sha384((file.had_mark ? "\xEF\xBB\xBF" : "") + file.text);
    migration.date = date_of_version(parsed->digits);
    migration.upgrades.push_back(section_of(file));
    folder.migrations.push_back(std::move(migration));
  });
  for (origin_migration& each : folder.migrations) {
    const auto found = downs.find(each.version);
    if (found == downs.end()) continue;
    each.downgrades.push_back(std::move(found->second));
    downs.erase(found);
  }
  for (const auto& [version, left] : downs) {
    folder.remarks.push_back({remark::weight::note,
                              {left.start.file},
                              "There is no file that goes up for this one; it is left out."});
  }
  std::stable_sort(
      folder.migrations.begin(), folder.migrations.end(),
      [](const auto& a, const auto& b) { return is_smaller_number(a.version, b.version); });
  note_folders_left_out(folder);
  mark_doubles(folder);
  return folder;
}

}  // namespace fz::importer
