#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fz::importer {

/// A text with its placeholders filled in.
struct filled_text {
  std::string text;
  std::vector<std::string> missing = {};    ///< names without a value; they stay as they are
  std::vector<std::string> defaulted = {};  ///< names that got the value written beside them
};

using placeholder_values = std::map<std::string, std::string>;

/// goose's ENVSUB: `$NAME`, `${NAME}`, `${NAME:-default}`; `$$` and `$1` stay as they are.
filled_text fill_shell_variables(std::string_view text, const placeholder_values& values);

/// Flyway's placeholders: a name between `prefix` and `suffix`.
filled_text fill_placeholders(std::string_view text, const placeholder_values& values,
                              std::string_view prefix, std::string_view suffix);

}  // namespace fz::importer
