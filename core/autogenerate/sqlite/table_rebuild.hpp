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
/// is off: the old table is set aside, the wanted text makes the new one, the rows are copied with
/// their rowids and the mark of AUTOINCREMENT, and the old table is dropped with its indexes and
/// triggers. Other tables, views and triggers that name the table are left as they are.
///
/// SQLite's own twelve steps make the new table under a passing name and rename that. With
/// legacy_alter_table on, both ways leave the same; this one leaves the text as it was written, and
/// a script that goes on after a failed copy drops nothing, because the rollback of the copy took
/// the old table's passing name away.
std::vector<std::string> rebuild_statements(const table_rebuild& rebuild);

/// The columns of the old table whose values the new one does not take over.
std::vector<std::string> lost_columns(const table_rebuild& rebuild);

/// The table that makes a rebuild fail: each of its columns has a CHECK, named for the message.
extern const char* const guard_table;
extern const char* const drop_guard_table;

}  // namespace fz::sqlite
