#pragma once

#include "core/importer/make_revisions.hpp"
#include "core/importer/tool.hpp"
#include "core/revision/revision_map.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz::importer {

/// A row of another tool's table.
struct applied_row {
  std::string version;
  std::string checksum = {};  ///< empty: the tool keeps none
  bool is_successful = true;
  bool is_baseline = false;  ///< everything up to this version is there
};

/// What another tool's table says.
struct old_state {
  tool from = tool::dbmate;
  std::string table = {};      ///< as messages name it
  std::string table_sql = {};  ///< as a statement does
  /// In the order in which they were applied.
  std::vector<applied_row> applied = {};
  /// The table has one row, which says how far the database is.
  bool is_position = false;
  bool is_dirty = false;  ///< a migration stopped half-way
};

/// How a database that another tool looked after is taken over.
struct adoption {
  std::vector<std::string> applied = {};   ///< ids; those before others first
  std::vector<std::string> heads = {};     ///< of these: the rows of the version table
  std::vector<std::string> pending = {};   ///< ids of imported revisions that are not applied
  std::vector<std::string> problems = {};  ///< sentences; empty: it can be taken over
  std::vector<std::string> notes = {};
  /// The table also says what belongs to other projects, which were not imported.
  bool has_other_projects = false;
};

/// Compares the table with the imported revisions: what is applied must be known, unchanged and
/// whole, and nothing before it may be missing. `revisions`: all of `map`, with their origins.
adoption plan_adoption(const old_state& state, const revision_map& map,
                       const std::vector<existing_revision>& revisions);

}  // namespace fz::importer
