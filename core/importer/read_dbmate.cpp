#include "core/importer/checksum.hpp"
#include "core/importer/folder_files.hpp"
#include "core/importer/folder_variables.hpp"
#include "core/importer/migration_folder.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <optional>

namespace fz::importer {
namespace {

enum class marker_kind { up, down };

struct marker {
  marker_kind kind = marker_kind::up;
  bool transactional = true;
};

/// `-- migrate:up transaction:false`, at the beginning of a line.
std::optional<marker> parse_marker(std::string_view line) {
  if (!line.starts_with("--")) return std::nullopt;
  line = trim(line.substr(2));
  const bool up = line.starts_with("migrate:up");
  if (!up && !line.starts_with("migrate:down")) return std::nullopt;
  const std::string_view options =
      line.substr(std::string_view(up ? "migrate:up" : "migrate:down").size());
  if (!options.empty() && options[0] != ' ' && options[0] != '\t') return std::nullopt;
  const bool off = options.find("transaction:false") != options.npos;
  return marker{up ? marker_kind::up : marker_kind::down, !off};
}

void refuse(const source_file& file, std::size_t line, const std::string& sentence) {
  throw error_at(error_kind::script, {file.name, line}, sentence);
}

void check_preamble(const source_file& file, const text_line& line) {
  const std::string_view text = trim(line.text);
  if (text.empty() || text.starts_with("--")) return;
  refuse(file, line.number, "There is a statement before '-- migrate:up'; dbmate refuses that.");
}

void read_sections(const source_file& file, origin_migration& migration) {
  origin_section* current = nullptr;
  for (const text_line& line : lines_of(file.text)) {
    const auto found = parse_marker(line.text);
    if (found) {
      const bool up = found->kind == marker_kind::up;
      auto& sections = up ? migration.upgrades : migration.downgrades;
      if (!sections.empty()) {
        refuse(file, line.number,
               fmt::format("'-- migrate:{}' stands here a second time.", up ? "up" : "down"));
      }
      if (!up && migration.upgrades.empty()) {
        refuse(file, line.number, "'-- migrate:down' stands before '-- migrate:up'.");
      }
      if (up && !migration.downgrades.empty()) {
        refuse(file, line.number, "'-- migrate:up' stands after '-- migrate:down'.");
      }
      current = &sections.emplace_back();
      current->start = {file.name, line.number + 1, 1};
      current->transactional = found->transactional;
    } else if (current) {
      current->text += std::string(file.text, line.begin, line.next - line.begin);
    } else {
      check_preamble(file, line);
    }
  }
  if (migration.upgrades.empty()) refuse(file, 0, "The file has no line '-- migrate:up'.");
}

/// The version is all digits that the name begins with.
std::optional<numbered_name> parse_name(std::string_view file) {
  if (!file.ends_with(".sql")) return std::nullopt;
  file.remove_suffix(4);
  const std::size_t end = std::min(file.find_first_not_of("0123456789"), file.size());
  if (end == 0) return std::nullopt;
  const std::string_view rest = file.substr(end);
  return numbered_name{std::string(file.substr(0, end)),
                       std::string(rest.starts_with('_') ? rest.substr(1) : rest)};
}

}  // namespace

migration_folder read_dbmate(const read_request& request) {
  migration_folder folder{tool::dbmate, request.path, {}};
  folder.table = folder_variable(request.path, "DBMATE_MIGRATIONS_TABLE").value_or("");
  for_each_file(files_in(request.path), [&](const std::string& name) {
    const auto parsed = parse_name(name);
    if (!parsed) return note_left_out(folder, name);
    const source_file file = read_source(request.path, name);
    origin_migration migration{parsed->digits, words_of_name(parsed->name)};
    migration.file = name;
    migration.checksum = sha256_start(file.text);
    migration.date = date_of_version(parsed->digits);
    read_sections(file, migration);
    folder.migrations.push_back(std::move(migration));
  });
  note_folders_left_out(folder);
  mark_doubles(folder);
  return folder;
}

}  // namespace fz::importer
