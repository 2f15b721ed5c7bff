#include "cmd/import_text.hpp"

#include "cmd/terminal.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace fz::cmd {
namespace {

using command::migration_import_report;
using importer::remark;

/// A path as it is shortest from here.
std::string shown(const std::filesystem::path& path) {
  const auto near = path.lexically_proximate(std::filesystem::current_path());
  const bool is_far = near.begin() != near.end() && *near.begin() == "..";
  return printable((is_far ? path : near).string());
}

std::string line_of(const remark& each, const std::filesystem::path& folder) {
  source_position place = each.place;
  place.file = shown(folder / place.file);
  return fmt::format("{}: {}{}", to_string(place),
                     each.what == remark::weight::todo ? "to do: " : "", printable(each.sentence));
}

/// "upgrade, downgrade off"
std::string sections_of(const importer::made_revision& made) {
  std::vector<std::string> words;
  for (const importer::made_section& each : made.sections) {
    std::string word(to_string(each.direction));
    if (each.dialect) word += " " + std::string(to_string(*each.dialect));
    if (!each.transactional) word += " transaction=off";
    words.push_back(word);
  }
  return join(words, ", ");
}

std::string notes_of(const importer::made_revision& made) {
  std::vector<std::string> words;
  for (const remark& each : made.remarks) {
    const bool todo = each.what == remark::weight::todo;
    words.push_back((todo ? "to do: " : "") + printable(each.sentence));
  }
  return join(words, " ");
}

std::string table_of(const migration_import_report& report) {
  std::vector<std::array<std::string, 4>> rows = {{"FILE", "REVISION", "SECTIONS", "NOTES"}};
  for (const importer::made_revision& each : report.made.revisions) {
    rows.push_back({printable(each.origin.file), printable(each.declared.id), sections_of(each),
                    notes_of(each)});
  }
  std::array<std::size_t, 3> widths{};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < 3; ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < 3; ++i) {
      line += row[i] + std::string(widths[i] + 2 - display_width(row[i]), ' ');
    }
    line += row[3];
    while (line.ends_with(' ')) line.pop_back();
    text += line + "\n";
  }
  return text;
}

}  // namespace

std::string remarks_text(const migration_import_report& report) {
  std::string todos;
  std::string notes;
  const auto add = [&](const std::vector<remark>& remarks) {
    for (const remark& each : remarks) {
      std::string& list = each.what == remark::weight::todo ? todos : notes;
      list += line_of(each, report.folder) + "\n";
    }
  };
  add(report.made.remarks);
  for (const auto& each : report.made.revisions) add(each.remarks);
  return todos + notes;
}

std::string plan_text(const migration_import_report& report) {
  std::string text = table_of(report);
  for (const remark& each : report.made.remarks) text += line_of(each, report.folder) + "\n";
  return text;
}

std::string summary_text(const migration_import_report& report) {
  const std::size_t count = report.made.revisions.size();
  std::string text =
      fmt::format("{} {} of {} into {}", report.is_written ? "Imported" : "Would import",
                  counted(count, "migration"), to_string(report.from), shown(report.versions));
  if (report.made.already_there > 0) {
    text +=
        fmt::format("; {} there already", report.made.already_there == 1
                                              ? "1 was"
                                              : fmt::format("{} were", report.made.already_there));
  }
  text += ".\n";
  if (!report.settings.empty() && report.is_written) {
    text += fmt::format("Created {}.\n", shown(report.settings));
  }
  if (report.dialect_is_guessed && report.from != importer::tool::alembic) {
    text += fmt::format("The SQL was read as that of {}.\n", to_string(report.dialects.front()));
  }
  return text;
}

std::string verification_text(const std::vector<difference>& differences) {
  return differences.empty()
             ? "Verified: the originals and the revisions make the same schema.\n"
             : "The revisions make another schema than the originals:\n" + describe(differences);
}

}  // namespace fz::cmd
