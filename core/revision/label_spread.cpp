#include "core/revision/label_spread.hpp"

#include <algorithm>

namespace fz {
namespace {

/// Where each label begins to spread upwards: its carrier, or the lowest revision of the line that
/// the carrier is on.
std::vector<node> origins(const std::vector<label>& labels, std::span<const node> order,
                          const adjacency& down, const adjacency& up, const adjacency& up_all) {
  const std::size_t size = down.size();
  const auto in_line = [&](node n) { return down[n].size() < 2 && up_all[n].size() < 2; };
  std::vector<bool> line_to_the_top(size);
  for (auto n = order.rbegin(); n != order.rend(); ++n) {
    line_to_the_top[*n] = in_line(*n) && (up[*n].empty() || line_to_the_top[up[*n].front()]);
  }
  std::vector<node> lowest(size);
  for (const node n : order) {
    const auto parents = down[n];
    lowest[n] =
        !parents.empty() && in_line(n) && in_line(parents.front()) ? lowest[parents.front()] : n;
  }
  std::vector<node> result;
  for (const label& each : labels) {
    result.push_back(line_to_the_top[each.carrier] ? lowest[each.carrier] : each.carrier);
  }
  return result;
}

}  // namespace

label_spread::label_spread(const std::vector<label>& labels, const adjacency& down,
                           const adjacency& up, const adjacency& up_all)
    : sets_(1), set_of_(down.size(), 0) {
  if (labels.empty()) return;
  const std::vector<node> order = topological_order(down, up);
  const std::vector<node> origin = origins(labels, order, down, up, up_all);
  std::vector<std::vector<std::string_view>> own(down.size());
  for (std::size_t i = 0; i < labels.size(); ++i) own[origin[i]].push_back(labels[i].name);
  for (const node n : order) {
    const auto parents = down[n];
    if (!parents.empty()) set_of_[n] = set_of_[parents.front()];
    std::vector<std::string_view> added = own[n];
    for (const node parent : parents) {
      if (set_of_[parent] == set_of_[n]) continue;
      added.insert(added.end(), sets_[set_of_[parent]].begin(), sets_[set_of_[parent]].end());
    }
    if (added.empty()) continue;
    std::vector<std::string_view> all = sets_[set_of_[n]];
    all.insert(all.end(), added.begin(), added.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    if (all == sets_[set_of_[n]]) continue;
    set_of_[n] = static_cast<std::uint32_t>(sets_.size());
    sets_.push_back(std::move(all));
  }
}

}  // namespace fz
