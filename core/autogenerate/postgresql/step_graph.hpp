#pragma once

#include "core/autogenerate/postgresql/steps.hpp"

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

namespace fz::postgresql {

/// Steps, what must come before what, and which are one statement.
class step_graph {
 public:
  using node = std::size_t;

  node add(action what, const object_key& key);
  std::optional<node> find(action what, const object_key& key) const;

  void before(std::optional<node> first, std::optional<node> second);

  /// Makes `part` one step with `whole`, as long as that does not make a circle. `firmly`: always.
  void merge(node part, node whole, bool firmly);

  /// Takes parts apart where they make a circle, and sorts.
  ordered_steps sort();

 private:
  struct vertex {
    step what;
    std::vector<node> next = {};
    std::optional<node> whole = {};
    bool firmly = false;
  };

  node group_of(node n) const;
  std::vector<std::vector<node>> group_edges() const;
  std::vector<std::size_t> circles_touched() const;
  bool take_circles_apart();
  ordered_steps sorted() const;

  std::vector<vertex> vertices_;
  std::unordered_map<object_key, std::vector<node>, object_key_hash> by_key_;
};

}  // namespace fz::postgresql
