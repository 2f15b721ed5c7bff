#pragma once

#include "core/importer/migration_folder.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fz::importer {

/// A text file, without a byte order mark.
struct source_file {
  std::string name;  ///< relative to the folder, as messages and revisions name it
  std::string text;
  bool had_mark = false;  ///< a byte order mark
};

/// All of a file, as it is. Throws error(file), also for a pipe or a device.
std::string read_bytes(const std::filesystem::path& path);

/// Reads the file `folder`/`name`. Throws error(script) for what is not UTF-8 text, error(file),
/// also for a pipe or a device.
source_file read_source(const std::filesystem::path& folder, const std::string& name);

/// True if there is a file or folder of that name, or a link, wherever it leads.
bool is_there(const std::filesystem::path& path);

/// The names of the visible files, or folders, in a folder; sorted. Throws error(file).
std::vector<std::string> files_in(const std::filesystem::path& folder);
std::vector<std::string> folders_in(const std::filesystem::path& folder);

/// A line of a text, without its end.
struct text_line {
  std::string_view text;
  std::size_t number = 0;  ///< from 1
  std::size_t begin = 0;
  std::size_t next = 0;  ///< where the line after it begins
};

std::vector<text_line> lines_of(std::string_view text);

/// Runs `read` for each and throws one error(script) with everything that is wrong with any.
void for_each_file(const std::vector<std::string>& names,
                   const std::function<void(const std::string&)>& read);

/// "20240601_create_users.sql" as number, name and what comes after the name.
struct numbered_name {
  std::string digits;  ///< as they are written
  std::string name;    ///< without the extension
  bool operator==(const numbered_name&) const = default;
};

/// Nothing unless the name begins with digits, has `_` after them and ends with `extension`.
std::optional<numbered_name> parse_numbered_name(std::string_view file, std::string_view extension);

/// True if a is the smaller number; both are digits, of any length.
bool is_smaller_number(std::string_view a, std::string_view b);

/// The digits without zeros before them.
std::string without_zeros(std::string_view digits);

/// The moment that a version of 8, 10, 12 or 14 digits (or more) says, as revision::create_date;
/// empty if it says none.
std::string date_of_version(std::string_view digits);

/// A name as words: `_` and `-` become blanks.
std::string words_of_name(std::string_view name);

/// Says of folders that are named like files of SQL that they are not read.
void note_folders_left_out(migration_folder& folder);

/// Says of a file of SQL that the tool does not read it.
void note_left_out(migration_folder& folder, const std::string& name);

/// Marks all but the first migration of each version; tools refuse such a folder or run one only.
void mark_doubles(migration_folder& folder);

}  // namespace fz::importer
