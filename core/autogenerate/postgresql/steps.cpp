#include "core/autogenerate/postgresql/steps.hpp"

#include "core/autogenerate/postgresql/heirs.hpp"
#include "core/autogenerate/postgresql/joint_steps.hpp"
#include "core/autogenerate/postgresql/link_order.hpp"
#include "core/autogenerate/postgresql/names.hpp"
#include "core/autogenerate/postgresql/step_graph.hpp"
#include "core/autogenerate/postgresql/taken_names.hpp"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace fz::postgresql {
namespace {

using node = step_graph::node;
using maybe_node = std::optional<node>;

class graph_builder {
 public:
  graph_builder(const change_set& changes, const database_schema& from, const database_schema& to)
      : changes_(changes), from_(from), to_(to), heirs_(changes, from, to) {}

  step_graph build() {
    add_steps();
    for (const schema_object& object : from_.objects()) add_old_edges(object);
    for (const schema_object& object : to_.objects()) add_new_edges(object);
    order_links(graph_, changes_, from_, to_);
    add_name_edges();
    join_steps(graph_, changes_, from_, to_);
    return std::move(graph_);
  }

 private:
  maybe_node drop(const object_key& key) const { return graph_.find(action::drop, key); }
  maybe_node alter(const object_key& key) const { return graph_.find(action::alter, key); }
  maybe_node create(const object_key& key) const { return graph_.find(action::create, key); }
  maybe_node finish(const object_key& key) const { return graph_.find(action::finish, key); }
  /// Where the old form goes for good.
  maybe_node end(const object_key& key) const {
    const maybe_node found = drop(key);
    return found ? found : finish(key);
  }

  void add_steps() {
    // In the order of the objects, so that the numbers of nodes do not depend on a hash.
    for (const schema_object& object : from_.objects()) {
      const fate what = changes_.of(object.key);
      if (changes_.is_dropped(object.key)) graph_.add(action::drop, object.key);
      if (what == fate::altered) graph_.add(action::alter, object.key);
      if (what == fate::replaced) graph_.add(action::finish, object.key);
    }
    for (const schema_object& object : to_.objects()) {
      if (!changes_.is_created(object.key)) continue;
      graph_.add(action::create, object.key);
      graph_.before(drop(object.key), create(object.key));
      graph_.before(create(object.key), finish(object.key));
    }
  }

  std::vector<object_key> needs_of(const schema_object& object, const database_schema& in) const {
    std::vector<object_key> needs;
    for (const dependency& each : object.depends_on) needs.push_back(each.on);
    if (const schema_object* parent = parent_of(object.key, in)) needs.push_back(parent->key);
    if (!object.key.schema.empty()) {
      needs.push_back({object_kind::schema, {}, {}, object.key.schema, {}});
    }
    if (object.key.kind == object_kind::column_default) {
      object_key column = object.key;
      column.kind = object_kind::column;
      needs.push_back(std::move(column));
    }
    return needs;
  }

  void add_old_edges(const schema_object& object) {
    const object_key& x = object.key;
    if (changes_.of(x) == fate::kept) return;
    for (const object_key& y : needs_of(object, from_)) {
      graph_.before(end(x), end(y));
      graph_.before(drop(x), alter(y));
      graph_.before(alter(x), end(y));
      if (finish(y)) graph_.before(drop(x), create(y));
    }
  }

  void add_new_edges(const schema_object& object) {
    const object_key& x = object.key;
    if (changes_.of(x) == fate::kept) return;
    if (x.kind == object_kind::constraint && object.attributes.has("inherited")) {
      if (const schema_object* ancestor = heirs_.ancestor_of(x)) {
        graph_.before(create(ancestor->key), create(x));
      }
    }
    for (const object_key& y : needs_of(object, to_)) {
      graph_.before(create(y), create(x));
      graph_.before(create(y), alter(x));
      graph_.before(alter(y), create(x));
      graph_.before(alter(y), alter(x));
    }
  }

  void add_name_edges() {
    std::map<taken_name, std::vector<object_key>> freed;
    for (const schema_object& object : from_.objects()) {
      if (changes_.of(object.key) == fate::kept) continue;
      for (taken_name& name : names_taken_by(object)) freed[std::move(name)].push_back(object.key);
    }
    for (const schema_object& object : to_.objects()) {
      if (changes_.of(object.key) == fate::kept) continue;
      const maybe_node user = create(object.key) ? create(object.key) : alter(object.key);
      for (const taken_name& name : names_taken_by(object)) {
        const auto found = freed.find(name);
        if (found == freed.end()) continue;
        for (const object_key& other : found->second) {
          if (other == object.key) continue;
          graph_.before(drop(other), user);
          if (!drop(other)) graph_.before(alter(other), user);
        }
      }
    }
  }

  const change_set& changes_;
  const database_schema& from_;
  const database_schema& to_;
  heirs heirs_;
  step_graph graph_;
};

}  // namespace

ordered_steps order_steps(const change_set& changes, const database_schema& from,
                          const database_schema& to) {
  return graph_builder(changes, from, to).build().sort();
}

}  // namespace fz::postgresql
