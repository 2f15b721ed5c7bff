#pragma once

#include "core/sql/dialect.hpp"
#include "core/util/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

enum class section_direction { upgrade, downgrade };

/// "upgrade" or "downgrade", as in revision files.
constexpr std::string_view to_string(section_direction d) {
  return d == section_direction::upgrade ? "upgrade" : "downgrade";
}

/// A line `-- fz:upgrade …` or `-- fz:downgrade …`.
struct section_marker {
  section_direction direction = section_direction::upgrade;
  std::vector<dialect> dialects = {};  ///< empty: all that have no section of their own
  bool transactional = true;
  source_position position = {};

  bool serves(dialect dialect) const;
};

/// True if the comment `-- …` is meant as a marker: "fz:" in any case of letters is its first word.
bool is_section_marker(std::string_view comment);

/// What a line `-- fz:todo …` says; nothing if the marker is another one. A section with such a
/// line is not run until that is done and the line is removed.
std::optional<std::string_view> todo_in_marker(std::string_view comment);

/// The table that a line `-- fz:rebuild TABLE` names, without its quotes; "": it names none.
/// Nothing if the marker is another one. The CREATE TABLE after it says how the table is to be.
std::optional<std::string> table_in_rebuild_marker(std::string_view comment);

/// Reads the comment of a marker at `position`. Throws error(script) with the place of
/// the word that is unknown or given twice.
section_marker parse_section_marker(std::string_view comment, const source_position& position);

/// The words after "fz:" in the comment of a marker.
std::vector<std::string_view> marker_words(std::string_view comment);

}  // namespace fz
