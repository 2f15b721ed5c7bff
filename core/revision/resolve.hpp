#pragma once

#include "core/revision/identifier.hpp"
#include "core/revision/revision_map.hpp"
#include "core/util/error.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace fz {

// Looking identifiers up, as Alembic's RevisionMap does. What is not found, or not one thing, is an
// error(revision) that says what was meant and what exists.

/// The revisions that `id` names, ascending; none for base, and for head and heads where
/// there is no revision. `heads` leaves out what others depend on, `BRANCH@heads` does not. `id`
/// must not be relative to the database.
std::vector<node> resolve(const revision_map& map, const identifier& id);

/// The one revision that `id` names, or nothing for base; several are an error.
std::optional<node> resolve_one(const revision_map& map, const identifier& id);

/// The revision that a branch's name denotes: a label's carrier, or any revision of the branch.
node resolve_branch(const revision_map& map, std::string_view branch);

/// N steps up along down_revision: `steps` > 0 from `start` (nothing: from base), choosing among
/// several children by `within`, if given. Throws if there are several or none.
std::optional<node> walk_up(const revision_map& map, std::optional<node> start, int steps,
                            const std::optional<node_set>& within, const identifier& id);

/// N steps down along down_revision; nothing if that ends exactly at base. Throws below it, and
/// where a merge leaves several ways.
std::optional<node> walk_down(const revision_map& map, std::optional<node> start, int steps,
                              const identifier& id);

/// The lineage along down_revision that an identifier's branch confines it to, if it names one.
std::optional<node_set> branch_lineage(const revision_map& map, const identifier& id);

/// The words for a walk that is longer than the history.
error walked_too_far(const identifier& id);

}  // namespace fz
