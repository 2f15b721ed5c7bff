#pragma once

#include "core/revision/identifier.hpp"
#include "core/revision/revision_map.hpp"
#include "core/revision/version_rows.hpp"

#include <vector>

namespace fz {

/// What an upgrade to `id` brings the database to; empty for base.
std::vector<node> upgrade_targets(const revision_map& map, const version_rows& rows,
                                  const identifier& id);

/// The revisions that a downgrade to `id` undoes, with all that is above them: the targets'
/// children, for base the bases. Only those in the named branch, if there are several. Applied or
/// not. Throws if nothing above a target is applied and it is not a row either.
std::vector<node> downgrade_roots(const revision_map& map, const version_rows& rows,
                                  const identifier& id);

}  // namespace fz
