#pragma once

#include "core/revision/revision_map.hpp"
#include "core/util/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// One statement on the version table.
struct row_change {
  enum class kind { insert, update, remove };

  kind what;
  std::string from;  ///< the row that is updated or removed; empty for insert
  std::string to;    ///< the row that is there afterwards; empty for remove

  bool operator==(const row_change&) const = default;
};

/// Carries out `changes` on `rows`, which stay sorted.
void carry_out(const std::vector<row_change>& changes, std::vector<std::string>& rows);

/// The version table in memory: which revisions are applied, and how the rows change step by step.
/// The rows are always the tips of what is applied (Alembic's HeadMaintainer).
class version_rows {
 public:
  /// Rows that are below another row are tolerated; the first step removes them. Throws
  /// error(revision) for a row that is not a revision, with the ways out; `version_table` is its
  /// table's name. `map` must outlive the object.
  version_rows(const revision_map& map, const std::vector<std::string>& rows,
               std::string_view version_table);

  /// The rows and everything below them.
  const node_set& applied() const { return applied_; }

  /// The rows that count, ascending.
  std::vector<node> tips() const;

  /// Applies a revision whose parents are all applied, or removes one that is a tip.
  std::vector<row_change> upgrade(node n);
  std::vector<row_change> downgrade(node n);

  /// The ids of the rows, sorted.
  std::vector<std::string> ids() const;

 private:
  std::vector<row_change> remove_redundant();

  const revision_map& map_;
  node_set applied_;
  node_set is_row_;
  std::vector<std::uint32_t> applied_children_;  // counts both kinds of edge
  std::vector<std::string> redundant_;
};

/// The error for a row that no revision file explains.
error unknown_row(std::string_view row, std::string_view version_table);

}  // namespace fz
