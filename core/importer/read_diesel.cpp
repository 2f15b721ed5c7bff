#include "core/importer/checksum.hpp"
#include "core/importer/folder_files.hpp"
#include "core/importer/migration_folder.hpp"
#include "core/importer/toml_source.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

namespace fz::importer {
namespace {

/// The version is the text before the first `_`, without `-`.
std::optional<numbered_name> parse_folder_name(std::string_view name) {
  const std::size_t end = name.find('_');
  if (end == 0 || end == name.npos) return std::nullopt;
  std::string version(name.substr(0, end));
  std::erase(version, '-');
  return numbered_name{version, std::string(name.substr(end + 1))};
}

bool runs_in_transaction(const std::filesystem::path& folder, const std::string& name) {
  if (!is_there(folder / name)) return true;
  return parse_toml(read_source(folder, name))["run_in_transaction"].value_or(true);
}

}  // namespace

migration_folder read_diesel(const read_request& request) {
  migration_folder folder{tool::diesel, request.path, {}};
  folder.url = "${DATABASE_URL}";
  for_each_file(folders_in(request.path), [&](const std::string& name) {
    const auto parsed = parse_folder_name(name);
    const std::string up = name + "/up.sql";
    const std::string down = name + "/down.sql";
    if (!parsed || !is_there(request.path / up)) {
      if (is_there(request.path / down)) note_left_out(folder, down);
      return;
    }
    const bool transactional = runs_in_transaction(request.path, name + "/metadata.toml");
    const source_file file = read_source(request.path, up);
    origin_migration migration{parsed->digits, words_of_name(parsed->name)};
    migration.file = up;
    migration.checksum = sha256_start(file.text);
    migration.date = date_of_version(parsed->digits);
    migration.upgrades.push_back({file.text, {up, 1, 1}, transactional});
    if (is_there(request.path / down)) {
      migration.downgrades.push_back(
          {read_source(request.path, down).text, {down, 1, 1}, transactional});
    }
    folder.migrations.push_back(std::move(migration));
  });
  std::stable_sort(folder.migrations.begin(), folder.migrations.end(),
                   [](const auto& a, const auto& b) { return a.version < b.version; });
  mark_doubles(folder);
  return folder;
}

}  // namespace fz::importer
