#pragma once

#include "core/revision/revision_map.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// True if a history range speaks of `current`, so that the version rows are needed.
bool is_relative_to_current(std::string_view range);

/// The revisions of a range as `history -r` lists them, newest first: the reverse of the order in
/// which they run. Both ends are included; an absent start is base, an absent end heads; either may
/// be `current`, which means `rows`. -N as start counts down from the end (from each head, if
/// these are several), +N as end counts up
/// from the start; these and REV+N stop where the history ends. Everything that the end needs is
/// listed, but with a start only what descends from it along down_revision. BRANCH@ before the
/// start keeps to that branch. Throws error(usage) for what is not a range, error(revision) for
/// what is not found, and if the start is not an ancestor of the end.
std::vector<node> history(const revision_map& map, std::string_view range,
                          const std::vector<std::string>& rows = {},
                          std::string_view version_table = "alembic_version");

/// What `current` lists: of all that is applied, the tips along down_revision. There may be more
/// of them than rows, since a dependency has no row while others depend on it. Ascending. Throws
/// like make_plan for unknown rows.
std::vector<node> all_current(const revision_map& map, const std::vector<std::string>& rows,
                              std::string_view version_table = "alembic_version");

/// How the heads came apart: what is below some of them but not below all, and the newest revisions
/// that are below all; newest first. One head alone is all there is to say.
std::vector<node> divergence(const revision_map& map);

/// Branch points, newest first.
std::vector<node> branch_points(const revision_map& map);

}  // namespace fz
