#pragma once

#include <cstddef>
#include <vector>

namespace fz::postgresql {

/// The strongly connected components with more than one node of a graph given by its successors
/// (Tarjan's algorithm): sets of nodes each of which leads to all others of its set.
std::vector<std::vector<std::size_t>> circles_in(
    const std::vector<std::vector<std::size_t>>& successors);

}  // namespace fz::postgresql
