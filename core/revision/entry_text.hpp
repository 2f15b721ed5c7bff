#pragma once

#include "core/revision/revision_map.hpp"

#include <string>

namespace fz {

// How the commands that list revisions write one down, in Alembic's words. All of it is printable.

/// What a short entry holds beside the revision's id and whether it is a head.
struct entry_parts {
  bool parents = false;     ///< "p1, p2 (dependency) -> " before it, "<base> -> " without any
  bool labels = false;      ///< " (label, label)", of all branches that it belongs to
  bool is_current = false;  ///< " (current)"
  bool points = true;       ///< " (branchpoint)", " (mergepoint)"
  bool message = false;     ///< ", MESSAGE"
};

/// One line: "p -> id (label) (head) (current) (branchpoint) (mergepoint), message". A head that
/// other branches depend on is "(effective head)".
std::string short_entry(const revision_map& map, node n, const entry_parts& parts);

/// A whole paragraph for `-v`, ending with an empty line: Rev, Parent or Merges, Also depends on,
/// Branches into, Branch names, Path, and the message with the create_date.
std::string log_entry(const revision_map& map, node n, bool is_current);

/// A branch point for `branches`: its entry, then one line "id -> child" for each child.
std::string branch_entry(const revision_map& map, node n, bool is_verbose);

}  // namespace fz
