#pragma once

#include "core/script/section_reader.hpp"
#include "core/script/section_rules.hpp"
#include "core/sql/statement.hpp"
#include "core/util/error.hpp"

#include <cstddef>
#include <vector>

namespace fz {

/// A CREATE TABLE in a section that stands for a rebuild of the table: `-- fz:rebuild TABLE` is in
/// front of it.
struct rebuild_statement {
  std::size_t statement = 0;      ///< its index in the section's script
  source_position position = {};  ///< of the line
};

/// Looks whether the statement says how the table of the line is to be. Throws error(script), with
/// the place, if it is not the CREATE TABLE of that table, or if the section is not one in which a
/// table can be rebuilt: one for SQLite that runs in a transaction.
void check_rebuild(const rebuild_line& line, const statement& s, const section_kind& section);

/// Why a line with no statement after it is refused.
error without_table(const rebuild_line& line);

}  // namespace fz
