#include "core/importer/folder_files.hpp"

#include "core/importer/checksum.hpp"
#include "core/script/date_time.hpp"
#include "core/script/revision_file.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <system_error>

namespace fz::importer {
namespace {

constexpr std::string_view digits = "0123456789";

error broken(const std::string& file, std::size_t line, const std::string& sentence) {
  return error_at(error_kind::script, {file, line}, sentence);
}

std::size_t line_at(std::string_view text, std::size_t offset) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(offset);
  return static_cast<std::size_t>(std::count(text.begin(), end, '\n')) + 1;
}

void check_text(const source_file& file) {
  const std::string_view text = file.text;
  const bool has_mark = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
  const bool is_wide = text.size() > 1 && (text[0] == '\0') != (text[1] == '\0');
  if (has_mark || is_wide) {
    throw broken(file.name, 1, "The file is written in UTF-16; save it as UTF-8.");
  }
  if (const std::size_t good = utf8_prefix(text); good < text.size()) {
    throw broken(file.name, line_at(text, good), "The file is not UTF-8; save it as UTF-8.");
  }
  if (const std::size_t nul = text.find('\0'); nul != text.npos) {
    throw broken(file.name, line_at(text, nul), "There is a NUL character in the file.");
  }
}

std::vector<std::string> entries(const std::filesystem::path& folder, bool want_folders) {
  std::vector<std::string> names;
  std::error_code failed;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    const std::string name = at->path().filename().string();
    if (name.starts_with('.') || name.ends_with('~') || name.starts_with('#')) continue;
    std::error_code ignored;
    if (at->is_directory(ignored) == want_folders) names.push_back(name);
  }
  if (failed) {
    throw error(error_kind::file, fmt::format("Cannot read the folder {}: {}.",
                                              quote(folder.string()), failed.message()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// "20240601120000" as "2024-06-01T12:00:00Z".
std::string with_signs(std::string_view d) {
  const auto part = [&](std::size_t from) { return d.size() > from ? d.substr(from, 2) : "00"; };
  return fmt::format("{}-{}-{}T{}:{}:{}Z", d.substr(0, 4), part(4), part(6), part(8), part(10),
                     part(12));
}

std::string date_of_epoch(std::string_view d) {
  std::int64_t seconds = 0;
  std::from_chars(d.data(), d.data() + d.size(), seconds);
  return create_date_of(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
}

}  // namespace

std::string read_bytes(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_other(std::filesystem::status(path, ignored))) {
    // To read a pipe might take for ever.
    throw error(error_kind::file,
                fmt::format("Cannot read {}: it is not a regular file.", quote(path.string())));
  }
  return read_file(path);
}

source_file read_source(const std::filesystem::path& folder, const std::string& name) {
  source_file file{name, read_bytes(folder / name)};
  file.had_mark = file.text.starts_with("\xEF\xBB\xBF");
  if (file.had_mark) file.text.erase(0, 3);
  check_text(file);
  return file;
}

bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

std::vector<std::string> files_in(const std::filesystem::path& folder) {
  return entries(folder, false);
}

std::vector<std::string> folders_in(const std::filesystem::path& folder) {
  return entries(folder, true);
}

std::vector<text_line> lines_of(std::string_view text) {
  std::vector<text_line> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back({line, lines.size() + 1, at, std::min(end + 1, text.size())});
    at = lines.back().next;
  }
  return lines;
}

void for_each_file(const std::vector<std::string>& names,
                   const std::function<void(const std::string&)>& read) {
  std::vector<std::string> problems;
  for (const std::string& name : names) {
    try {
      read(name);
    } catch (const error& e) {
      if (e.kind() != error_kind::script) throw;
      problems.emplace_back(e.what());
    }
  }
  if (!problems.empty()) throw error(error_kind::script, join(problems, "\n"));
}

std::optional<numbered_name> parse_numbered_name(std::string_view file,
                                                 std::string_view extension) {
  if (!file.ends_with(extension)) return std::nullopt;
  file.remove_suffix(extension.size());
  const std::size_t end = std::min(file.find_first_not_of(digits), file.size());
  if (end == 0 || end == file.size() || file[end] != '_') return std::nullopt;
  return numbered_name{std::string(file.substr(0, end)), std::string(file.substr(end + 1))};
}

std::string without_zeros(std::string_view number) {
  const std::size_t first = std::min(number.find_first_not_of('0'), number.size());
  return first == number.size() ? "0" : std::string(number.substr(first));
}

bool is_smaller_number(std::string_view a, std::string_view b) {
  const std::string x = without_zeros(a);
  const std::string y = without_zeros(b);
  return x.size() != y.size() ? x.size() < y.size() : x < y;
}

std::string date_of_version(std::string_view version) {
  if (version.empty() || version.find_first_not_of(digits) != version.npos) return {};
  const bool is_epoch = version.size() == 10 && (version[0] == '1' || version[0] == '2') &&
                        !version.starts_with("19") && !version.starts_with("20");
  if (is_epoch) return date_of_epoch(version);
  const std::size_t size = version.size();
  if (size != 8 && size != 10 && size != 12 && size < 14) return {};
  if (!version.starts_with("19") && !version.starts_with("20")) return {};
  return normalised_date_time(with_signs(version.substr(0, 14))).value_or("");
}

std::string words_of_name(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  std::replace(words.begin(), words.end(), '-', ' ');
  return std::string(trim(words));
}

void note_left_out(migration_folder& folder, const std::string& name) {
  if (!name.ends_with(".sql")) return;
  folder.remarks.push_back({remark::weight::note,
                            {name},
                            fmt::format("It is left out: {} does not read a file of that name.",
                                        to_string(folder.from))});
}

void note_folders_left_out(migration_folder& folder) {
  for (const std::string& name : folders_in(folder.path)) {
    if (!name.ends_with(".sql")) continue;
    folder.remarks.push_back({remark::weight::note, {name}, "It is left out: it is a folder."});
  }
}

std::string table_of(const migration_folder& folder) {
  return folder.table.empty() ? std::string(usual_table_of(folder.from)) : folder.table;
}

void mark_doubles(migration_folder& folder) {
  std::map<std::string, std::string> first;
  for (origin_migration& each : folder.migrations) {
    const auto [found, is_new] = first.emplace(each.version, each.file);
    if (is_new) continue;
    each.remarks.push_back(
        {remark::weight::todo,
         {each.file},
         fmt::format("Version {} is also that of {}; {} would not run both.", each.version,
                     quote(found->second), to_string(folder.from))});
    if (each.upgrades.empty()) each.upgrades.emplace_back();
    each.upgrades.front().todos.push_back(each.remarks.back().sentence);
    each.version += "_" + sha256_start(each.file);
  }
}

}  // namespace fz::importer
