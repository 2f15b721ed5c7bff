#pragma once

#include "core/revision/revision_map.hpp"

#include <functional>
#include <span>
#include <string>

namespace fz {

/// Which of a diagram's revisions are marked as those that the database is at.
using is_current = std::function<bool(node)>;

// The graph of revisions as text for other programs, newest at the top: down_revisions with solid
// arrows, dependencies with dotted ones; arrows to revisions that are not among those given are
// left out. A revision has the same name whatever else is there, so that a new one adds lines only.

/// For Mermaid (`flowchart`).
std::string mermaid_history(const revision_map& map, std::span<const node> newest_first,
                            const is_current& current);

/// For Graphviz' dot.
std::string dot_history(const revision_map& map, std::span<const node> newest_first,
                        const is_current& current);

}  // namespace fz
