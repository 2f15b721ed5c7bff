#pragma once

#include "core/autogenerate/plan_stage.hpp"
#include "core/schema/database_schema.hpp"

#include <string>
#include <vector>

namespace fz {

/// One direction of a generated revision, as the text of its section.
struct section_text {
  stage_purpose purpose = stage_purpose::change;
  bool transactional = true;
  std::string sql;         ///< with a comment where rows may be lost or stand in the way
  std::string with_todos;  ///< the same with a line `-- fz:todo` there
};

/// How statements about tables are written that were there before.
enum class statement_forms {
  online,  ///< others can still read and write; SQLite has no such form
  plain,
};

/// The upgrade sections that lead from one schema to the other, each that of one revision; empty if
/// nothing is to be done. `renames`: PostgreSQL's statements that come first; `from` is the schema
/// after them. On SQLite the comments in the texts of `to` are followed. The same text from run to
/// run. Throws error(database) as the planners do.
std::vector<section_text> upgrade_sections(const database_schema& from, const database_schema& to,
                                           statement_forms forms,
                                           const std::vector<std::string>& renames = {});

/// The section that leads back: `from` is what upgrade_sections() to `wanted` led to, `to` is what
/// was there before. `renames`: those that undo what was renamed; `from` is the schema after them.
section_text downgrade_section(const database_schema& from, const database_schema& to,
                               const database_schema& wanted,
                               const std::vector<std::string>& renames = {});

}  // namespace fz
