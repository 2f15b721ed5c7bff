#pragma once

#include "core/revision/revision_map.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fz {

/// One line of a drawn graph.
struct drawn_line {
  std::string text;              ///< "| * |", "|/": without trailing blanks
  std::optional<node> revision;  ///< the one at the '*'; nothing on a line that only connects
};

/// Draws revisions and their down_revisions as `git log --graph` draws commits. `newest_first` may
/// be any part of the graph, each revision before its down_revisions; dependencies are left out.
/// Branches are joined as soon as they wait for the same revision, which keeps wide graphs narrow.
std::vector<drawn_line> draw_graph(const revision_map& map, std::span<const node> newest_first);

}  // namespace fz
