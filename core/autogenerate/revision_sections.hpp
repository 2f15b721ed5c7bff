#pragma once

#include "core/autogenerate/plan_stage.hpp"
#include "core/autogenerate/row_counts.hpp"
#include "core/autogenerate/sqlite/rename.hpp"
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

/// What has another name in the wanted schema.
struct known_renames {
  std::vector<std::string> statements = {};  ///< PostgreSQL: ALTER … RENAME, in their order
  std::vector<std::string> undo = {};        ///< those that undo them, in their order
  /// SQLite: those that no comment in the texts of the wanted schema asks for.
  std::vector<sqlite::schema_rename> answered = {};
};

/// The upgrade sections that lead from one schema to the other, each that of one revision; empty if
/// nothing is to be done. On PostgreSQL, `from` is the schema after the renames. The same text from
/// run to run. `counts`: for the comments. Throws error(database) as the planners do.
std::vector<section_text> upgrade_sections(const database_schema& from, const database_schema& to,
                                           statement_forms forms, const known_renames& renames,
                                           const row_counts& counts = {});

/// The questions that give the counts for these sections, each once.
std::vector<std::string> row_questions(const database_schema& from, const database_schema& to,
                                       statement_forms forms, const known_renames& renames);

/// The section that leads back: `from` is what upgrade_sections() to `wanted` led to, `to` is what
/// was there before. `renames`: those of the upgrade; on PostgreSQL, `from` is the schema after
/// they were undone.
section_text downgrade_section(const database_schema& from, const database_schema& to,
                               const database_schema& wanted, const known_renames& renames);

}  // namespace fz
