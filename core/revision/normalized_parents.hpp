#pragma once

#include "core/revision/adjacency.hpp"

namespace fz {

/// `all` without the dependencies that an ancestor along `down` has as a dependency of its own:
/// the row of such a one is taken over already (Alembic's _normalized_resolved_dependencies).
/// Each node's list in `all` begins with its list in `down`.
adjacency normalized_parents(const adjacency& down, const adjacency& all);

}  // namespace fz
