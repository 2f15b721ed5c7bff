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

}  // namespace

adjacency normalized_parents(const adjacency& down, const adjacency& all) {
  const std::vector<node> shared = shared_dependencies(down, all);
  if (shared.empty()) return all;

  // One pass over the graph for 64 targets at a time, each of them a bit.
  const std::vector<node> order = topological_order(down, down.reversed());
  std::vector<std::vector<node>> dropped(all.size());
  for (std::size_t first = 0; first < shared.size(); first += 64) {
    const std::size_t last = std::min(first + 64, shared.size());
    const auto bit = [&](node target) -> std::uint64_t {
      const auto found = std::lower_bound(shared.begin() + first, shared.begin() + last, target);
      if (found == shared.begin() + last || *found != target) return 0;
      return std::uint64_t{1} << (found - shared.begin() - first);
    };
    std::vector<std::uint64_t> passed_on(all.size());
    for (const node n : order) {
      std::uint64_t inherited = 0;
      for (const node parent : down[n]) inherited |= passed_on[parent];
      passed_on[n] = inherited;
      for (const node target : dependencies(down, all, n)) {
        if ((inherited & bit(target)) != 0) dropped[n].push_back(target);
        passed_on[n] |= bit(target);
      }
    }
  }

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
