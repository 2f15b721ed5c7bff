#include "core/autogenerate/postgresql/step_graph.hpp"

#include "core/autogenerate/postgresql/circles.hpp"

#include <algorithm>
#include <queue>
#include <string>
#include <tuple>

namespace fz::postgresql {
namespace {

/// The kinds that are listed with their table.
bool goes_with_table(object_kind kind) {
  switch (kind) {
    case object_kind::table:
    case object_kind::column:
    case object_kind::column_default:
    case object_kind::constraint:
    case object_kind::index:
    case object_kind::replica_identity:
    case object_kind::clustering:
    case object_kind::partition:
      return true;
    default:
      return false;
  }
}

constexpr int last_resort = 4;

/// What is taken out of its table first to open a circle.
int resort(object_kind kind) {
  switch (kind) {
    case object_kind::foreign_key:
      return 0;
    case object_kind::column_default:
      return 1;
    case object_kind::constraint:
    case object_kind::domain_constraint:
      return 2;
    case object_kind::column:
      return last_resort;
    default:
      return 3;
  }
}

/// What comes first of several steps that could: drops, the last kinds first; then what stays; then
/// what is new, each table with its indexes.
auto rank(const step& s) {
  const object_key& key = s.key;
  const bool drop = s.what == action::drop || s.what == action::finish;
  int phase = drop ? 0 : s.what == action::alter ? 1 : 2;
  if (key.kind == object_kind::default_privileges) phase = drop ? -1 : 3;
  const bool with_table = goes_with_table(key.kind);
  const int kind = static_cast<int>(key.kind);
  const int group = with_table ? static_cast<int>(object_kind::table) : kind;
  const std::string& name = with_table && !key.parent.empty() ? key.parent : key.name;
  return std::make_tuple(phase, drop ? -kind : group, key.schema, name, kind, key.parent, key.name,
                         key.signature);
}

}  // namespace

step_graph::node step_graph::add(action what, const object_key& key) {
  const node added = vertices_.size();
  vertices_.push_back({{what, key, {}}, {}, {}, false});
  by_key_[key].push_back(added);
  return added;
}

std::optional<step_graph::node> step_graph::find(action what, const object_key& key) const {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  for (const node n : found->second) {
    if (vertices_[n].what.what == what) return n;
  }
  return std::nullopt;
}

void step_graph::before(std::optional<node> first, std::optional<node> second) {
  if (first && second && *first != *second) vertices_[*first].next.push_back(*second);
}

void step_graph::merge(node part, node whole, bool firmly) {
  vertices_[part].whole = whole;
  vertices_[part].firmly = firmly;
}

step_graph::node step_graph::group_of(node n) const {
  while (vertices_[n].whole) n = *vertices_[n].whole;
  return n;
}

std::vector<std::vector<step_graph::node>> step_graph::group_edges() const {
  std::vector<std::vector<node>> edges(vertices_.size());
  for (node n = 0; n < vertices_.size(); ++n) {
    const node from = group_of(n);
    for (const node next : vertices_[n].next) {
      const node to = group_of(next);
      if (from != to) edges[from].push_back(to);
    }
  }
  for (auto& each : edges) {
    std::sort(each.begin(), each.end());
    each.erase(std::unique(each.begin(), each.end()), each.end());
  }
  return edges;
}

/// For each vertex the circle of groups that an edge of its own belongs to; 0: it is in none.
std::vector<std::size_t> step_graph::circles_touched() const {
  std::vector<std::size_t> circle_of(vertices_.size(), 0);
  std::size_t number = 0;
  for (const auto& circle : circles_in(group_edges())) {
    ++number;
    for (const node n : circle) circle_of[n] = number;
  }
  std::vector<std::size_t> touched(vertices_.size(), 0);
  if (number == 0) return touched;
  for (node n = 0; n < vertices_.size(); ++n) {
    const node from = group_of(n);
    for (const node next : vertices_[n].next) {
      const node to = group_of(next);
      if (from == to || circle_of[from] == 0 || circle_of[from] != circle_of[to]) continue;
      for (const node touching : {n, next}) {
        std::optional<node> part = touching;
        for (; part; part = vertices_[*part].whole) touched[*part] = circle_of[from];
      }
    }
  }
  return touched;
}

/// Takes apart what most likely makes a circle. False: nothing in a circle can be taken apart.
bool step_graph::take_circles_apart() {
  const std::vector<std::size_t> touched = circles_touched();
  const auto can_be_taken = [&](node n) {
    return vertices_[n].whole && !vertices_[n].firmly && touched[n] != 0;
  };
  int first = last_resort;
  for (node n = 0; n < vertices_.size(); ++n) {
    if (can_be_taken(n)) first = std::min(first, resort(vertices_[n].what.key.kind));
  }
  bool changed = false;
  for (node n = 0; n < vertices_.size(); ++n) {
    vertex& each = vertices_[n];
    if (!can_be_taken(n) || resort(each.what.key.kind) != first) continue;
    const node whole = *each.whole;
    const bool is_create = each.what.what == action::create;
    each.whole.reset();
    // What is created with a table comes after it, what is dropped with it before.
    before(is_create ? whole : n, is_create ? n : whole);
    changed = true;
  }
  return changed;
}

ordered_steps step_graph::sorted() const {
  const auto edges = group_edges();
  std::vector<std::size_t> waits_for(vertices_.size(), 0);
  for (const auto& each : edges) {
    for (const node to : each) ++waits_for[to];
  }
  using entry = std::pair<decltype(rank(std::declval<step>())), node>;
  std::priority_queue<entry, std::vector<entry>, std::greater<>> ready;
  std::vector<step> steps;
  for (node n = 0; n < vertices_.size(); ++n) {
    if (!vertices_[n].whole && waits_for[n] == 0) ready.emplace(rank(vertices_[n].what), n);
  }
  std::vector<std::vector<object_key>> parts(vertices_.size());
  for (node n = 0; n < vertices_.size(); ++n) {
    if (vertices_[n].whole) parts[group_of(n)].push_back(vertices_[n].what.key);
  }
  while (!ready.empty()) {
    const node n = ready.top().second;
    ready.pop();
    step next = vertices_[n].what;
    next.parts = parts[n];
    steps.push_back(std::move(next));
    for (const node to : edges[n]) {
      if (--waits_for[to] == 0) ready.emplace(rank(vertices_[to].what), to);
    }
  }
  return {std::move(steps), {}};
}

ordered_steps step_graph::sort() {
  while (take_circles_apart()) {
  }
  ordered_steps result = sorted();
  for (const auto& circle : circles_in(group_edges())) {
    for (const node n : circle) result.in_circle.push_back(vertices_[n].what.key);
  }
  return result;
}

}  // namespace fz::postgresql
