#include "core/revision/adjacency.hpp"

#include <algorithm>

namespace fz {

adjacency adjacency::reversed() const {
  adjacency result;
  result.begins_.assign(size() + 1, 0);
  result.neighbours_.resize(neighbours_.size());
  for (const node to : neighbours_) ++result.begins_[to + 1];
  for (std::size_t n = 0; n < size(); ++n) result.begins_[n + 1] += result.begins_[n];
  std::vector<std::uint32_t> next(result.begins_.begin(), result.begins_.end() - 1);
  for (node from = 0; from < size(); ++from) {
    for (const node to : (*this)[from]) result.neighbours_[next[to]++] = from;
  }
  return result;
}

node_set reachable(const adjacency& edges, std::span<const node> from) {
  node_set seen(edges.size());
  std::vector<node> waiting(from.begin(), from.end());
  while (!waiting.empty()) {
    const node n = waiting.back();
    waiting.pop_back();
    if (seen[n]) continue;
    seen[n] = true;
    for (const node next : edges[n]) {
      if (!seen[next]) waiting.push_back(next);
    }
  }
  return seen;
}

std::vector<node> topological_order(const adjacency& down, const adjacency& up) {
  std::vector<std::uint32_t> missing(down.size());
  std::vector<node> order;
  order.reserve(down.size());
  for (node n = 0; n < down.size(); ++n) {
    missing[n] = static_cast<std::uint32_t>(down[n].size());
    if (missing[n] == 0) order.push_back(n);
  }
  for (std::size_t done = 0; done < order.size(); ++done) {
    for (const node next : up[order[done]]) {
      if (--missing[next] == 0) order.push_back(next);
    }
  }
  return order;
}

std::vector<node> find_cycle(const adjacency& down, std::span<const node> order) {
  // Whatever is not in the order has a neighbour that is not in it either: walking from one to
  // the next must come round.
  node_set in_order(down.size());
  for (const node n : order) in_order[n] = true;
  node current = 0;
  while (in_order[current]) ++current;
  std::vector<node> path;
  node_set walked(down.size());
  while (!walked[current]) {
    walked[current] = true;
    path.push_back(current);
    const auto neighbours = down[current];
    current = *std::find_if(neighbours.begin(), neighbours.end(),
                            [&](node next) { return !in_order[next]; });
  }
  path.erase(path.begin(), std::find(path.begin(), path.end(), current));
  std::rotate(path.begin(), std::min_element(path.begin(), path.end()), path.end());
  return path;
}

}  // namespace fz
