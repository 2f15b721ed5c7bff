#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fz {

/// A revision's place in a revision_map, 0 to size() - 1: the older (create_date, then id) the
/// smaller.
using node = std::uint32_t;

/// A yes or no for every node.
using node_set = std::vector<bool>;

/// The neighbours of every node, in one flat array.
class adjacency {
 public:
  /// Gives the next node its neighbours.
  void append(std::span<const node> neighbours) {
    neighbours_.insert(neighbours_.end(), neighbours.begin(), neighbours.end());
    begins_.push_back(static_cast<std::uint32_t>(neighbours_.size()));
  }

  std::span<const node> operator[](node n) const {
    return std::span<const node>(neighbours_).subspan(begins_[n], begins_[n + 1] - begins_[n]);
  }

  /// The number of nodes.
  std::size_t size() const { return begins_.size() - 1; }

  /// The same edges the other way round; each node's neighbours ascend.
  adjacency reversed() const;

 private:
  std::vector<std::uint32_t> begins_ = {0};
  std::vector<node> neighbours_;
};

/// `from` and all that is reached from it.
node_set reachable(const adjacency& edges, std::span<const node> from);

/// An order in which each node follows all its `down` neighbours; `up` is `down` reversed. It is
/// shorter than the graph if there are cycles.
std::vector<node> topological_order(const adjacency& down, const adjacency& up);

/// One cycle, each node followed by a `down` neighbour, the smallest node first. There must be
/// one: `order` is a topological_order() that is too short.
std::vector<node> find_cycle(const adjacency& down, std::span<const node> order);

}  // namespace fz
