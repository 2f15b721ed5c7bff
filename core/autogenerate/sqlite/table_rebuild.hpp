#pragma once

#include "core/schema/sqlite/table_text.hpp"

#include <map>
#include <string>
#include <vector>

namespace fz::sqlite {

/// A table that is made anew with its rows: what SQLite's ALTER TABLE cannot change.
struct table_rebuild {
  table_text from;                                  ///< as it is
  std::string from_sql;                             ///< its text
  table_text to;                                    ///< as it is wanted, under the same name
  std::string create;                               ///< the text of `to`
  std::string set_aside;                            ///< the name that the old table has meanwhile
  std::map<std::string, std::string> renamed = {};  ///< columns, in lower case: new -> old
};

/// The statements that do it, for a transaction in which legacy_alter_table is on and foreign_keys
/// is off. Other tables, views and triggers that name the table are left as they are.
struct rebuild_steps {
  std::vector<std::string> set_aside;  ///< gives the old table its passing name
  std::vector<std::string>
      fill;          ///< makes the new one of its text; copies rows, rowids, AUTOINCREMENT
  std::string copy;  ///< the one of `fill` that copies the rows; "" if it copies none
  std::string drop;  ///< drops the old table with its indexes and triggers
};

/// SQLite's own twelve steps make the new table under a passing name and rename that. With
/// legacy_alter_table on, both ways leave the same; this one leaves the text as it was written. And
/// where a script goes on after an error (the sqlite3 shell does so), nothing is lost: a copy that
/// fails rolls back, and then there is no table of the passing name to be dropped. That holds for
/// several tables if all are set aside before the first is filled.
rebuild_steps steps_of(const table_rebuild& rebuild);

/// The columns of the old table whose values the new one does not take over.
std::vector<std::string> lost_columns(const table_rebuild& rebuild);

}  // namespace fz::sqlite
