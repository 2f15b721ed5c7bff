#pragma once

#include "core/autogenerate/row_marks.hpp"
#include "core/autogenerate/schema_plan.hpp"
#include "core/autogenerate/sqlite/rename.hpp"
#include "core/schema/database_schema.hpp"

#include <string>
#include <vector>

namespace fz::sqlite {

/// A table before it is made anew. What is on it and not known here would be lost.
struct known_table {
  std::string name;
  std::vector<std::string> columns;  ///< in lower case
  std::vector<std::string> objects;  ///< its indexes and triggers, in lower case
};

/// What leads from one schema to the other on SQLite.
struct change_plan {
  schema_plan drops;    ///< of indexes, views and triggers
  schema_plan renames;  ///< with legacy_alter_table off, so that SQLite renames in all texts
  schema_plan changes;  ///< with legacy_alter_table on where `legacy_alter_table` says so
  bool foreign_keys_off = false;  ///< tables are dropped or made anew
  bool legacy_alter_table = false;
  std::vector<known_table> known = {};  ///< those that are made anew, as the plan knows them
  /// No table counts up any more; SQLite's own table for that cannot be dropped.
  bool leaves_sequence_table = false;
  /// The tables whose foreign keys are looked at before the changes and after them.
  std::vector<std::string> checked_before;
  std::vector<std::string> checked_after;

  bool empty() const { return drops.empty() && renames.empty() && changes.empty(); }
};

/// What SQLite can do itself is done so where that leads to the wanted text; all else is one
/// rebuild a table. The same plan from run to run. Throws error(database), naming the object, for a
/// change that cannot be planned. `renames` are those that apply; see applicable(). `rebuilt`: a
/// table in both, in lower case, that is made anew in any case.
change_plan plan_changes(const database_schema& from, const database_schema& to,
                         const std::vector<schema_rename>& renames,
                         const std::string& rebuilt = {});

/// The plan as a script for the sqlite3 shell or Python's executescript(): one transaction, with
/// the PRAGMAs that it needs around it. "" for an empty plan.
std::string script_of(const change_plan& plan);

/// The plan as statements for a transaction that is open, such as a revision's section. It fails
/// before it changes anything if PRAGMA foreign_keys is on, which no transaction can change.
std::string section_of(const change_plan& plan, todo_lines todos = todo_lines::left_out);

}  // namespace fz::sqlite
