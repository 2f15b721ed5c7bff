#include "core/revision/normalized_parents.hpp"

#include <algorithm>

namespace fz {
namespace {

std::span<const node> dependencies(const adjacency& down, const adjacency& all, node n) {
  return all[n].subspan(down[n].size());
}

/// Targets that several revisions depend on: only these can be inherited from an ancestor.
std::vector<node> shared_dependencies(const adjacency& down, const adjacency& all) {
  std::vector<std::uint32_t> dependents(all.size());
  for (node n = 0; n < all.size(); ++n) {
    for (const node target : dependencies(down, all, n)) ++dependents[target];
  }
  std::vector<node> shared;
  for (node n = 0; n < all.size(); ++n) {
    if (dependents[n] > 1) shared.push_back(n);
  }
  return shared;
}

/// The dependencies of each node that it inherits from an ancestor anyway.
std::vector<std::vector<node>> inherited_dependencies(const adjacency& down, const adjacency& all,
                                                      std::vector<node> shared) {
  const std::vector<node> order = topological_order(down, down.reversed());
  // From where to where in the order each target is asked for: targets that are near each other
  // go together, 64 at a time, each of them a bit that is passed on upwards.
  std::vector<std::uint32_t> first(all.size(), 0), last(all.size(), 0);
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    for (const node target : dependencies(down, all, order[i])) {
      if (last[target] == 0) first[target] = i;
      last[target] = i + 1;
    }
  }
  std::sort(shared.begin(), shared.end(), [&](node a, node b) { return first[a] < first[b]; });

  std::vector<std::vector<node>> result(all.size());
  std::vector<std::uint64_t> bit(all.size()), passed_on(all.size());
  for (std::size_t batch = 0; batch < shared.size(); batch += 64) {
    const auto targets =
        std::span(shared).subspan(batch, std::min<std::size_t>(64, shared.size() - batch));
    std::uint32_t end = 0;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      bit[targets[i]] = std::uint64_t{1} << i;
      end = std::max(end, last[targets[i]]);
    }
    const auto range =
        std::span(order).subspan(first[targets.front()], end - first[targets.front()]);
    for (const node n : range) {
      std::uint64_t inherited = 0;
      for (const node parent : down[n]) inherited |= passed_on[parent];
      passed_on[n] = inherited;
      for (const node target : dependencies(down, all, n)) {
        if ((inherited & bit[target]) != 0) result[n].push_back(target);
        passed_on[n] |= bit[target];
      }
    }
    for (const node n : range) passed_on[n] = 0;
    for (const node target : targets) bit[target] = 0;
  }
  return result;
}

}  // namespace

adjacency normalized_parents(const adjacency& down, const adjacency& all) {
  const std::vector<node> shared = shared_dependencies(down, all);
  if (shared.empty()) return all;
  const auto dropped = inherited_dependencies(down, all, shared);
  adjacency result;
  for (node n = 0; n < all.size(); ++n) {
    std::vector<node> kept(down[n].begin(), down[n].end());
    for (const node target : dependencies(down, all, n)) {
      const auto& gone = dropped[n];
      if (std::find(gone.begin(), gone.end(), target) == gone.end()) kept.push_back(target);
    }
    result.append(kept);
  }
  return result;
}

}  // namespace fz
