#pragma once

#include "core/autogenerate/possible_renames.hpp"
#include "core/autogenerate/revision_sections.hpp"
#include "core/autogenerate/row_marks.hpp"
#include "core/sql/dialect.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz::command {

/// Both sections of a generated revision for one kind of database, or for all of them.
struct section_pair {
  std::optional<fz::dialect> dialect = {};  ///< nothing: all
  section_text upgrade = {};
  section_text downgrade = {};
  std::string note = {};  ///< comment lines for the head of the upgrade
};

/// The text of the revision's sections: the upgrades, then the downgrades. `todos`: as the file has
/// them.
std::string sections_of(const std::vector<section_pair>& pairs, todo_lines todos);

/// Comment lines for what is dropped and made, and may be a rename.
std::string notes_on(const std::vector<possible_rename>& unasked);

/// "`-- fz:renamed from=old`": the comment that asks for the rename.
std::string comment_for(const possible_rename& rename);

/// Sections that do nothing; `why`: a sentence for the file.
section_pair empty_sections(fz::dialect d, const std::string& why);

}  // namespace fz::command
