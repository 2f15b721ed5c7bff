#pragma once

#include "core/importer/migration_folder.hpp"
#include "core/sql/dialect.hpp"

#include <map>
#include <string>
#include <vector>

namespace fz::importer {

/// A section as a revision file takes it.
struct carried_section {
  std::string text = {};  ///< without its marker; may hold lines `-- fz:todo …`
  bool transactional = true;
  std::vector<remark> remarks = {};
};

/// Rewrites a section of another tool for a revision file, byte for byte but for this:
///   - top-level BEGIN and COMMIT are left out where the step's own transaction replaces them, and
///     so is SQLite's PRAGMA foreign_keys, which says what holds anyway
///   - COPY FROM STDIN with its data becomes INSERT statements
///   - commands of psql and sqlite3, and a COPY that cannot become that, become comments below a
///     line `-- fz:todo`; psql's :name becomes its value where `values` has one
///   - comments that are markers, of fz or another tool, lose that meaning
/// A statement that cannot run in a transaction makes the section `transaction=off`. Throws
/// error(script), with the place, for a string or comment that is never closed.
carried_section carry_over(const origin_section& from, dialect d,
                           const std::map<std::string, std::string>& values);

/// The line that keeps a revision from being run until it is taken out.
std::string todo_line(std::string_view sentence);

}  // namespace fz::importer
