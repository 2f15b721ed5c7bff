#pragma once

#include "core/revision/adjacency.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace fz {

/// A branch label and the revision that carries it.
struct label {
  std::string_view name;
  node carrier;
};

/// Which branch labels reach which revision. A label reaches all descendants of its carrier along
/// down_revision; if these form a single line, also the line below the carrier, down to and
/// without the first branch point (dependents count) or merge (Alembic's _add_branches).
class label_spread {
 public:
  label_spread() = default;
  label_spread(const std::vector<label>& labels, const adjacency& down, const adjacency& up,
               const adjacency& up_all);

  /// In alphabetical order.
  std::span<const std::string_view> of(node n) const { return sets_[set_of_[n]]; }

 private:
  // Neighbours mostly share their labels: each set is kept once.
  std::vector<std::vector<std::string_view>> sets_;
  std::vector<std::uint32_t> set_of_;
};

}  // namespace fz
