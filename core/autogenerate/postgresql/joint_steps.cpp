#include "core/autogenerate/postgresql/joint_steps.hpp"

#include "core/autogenerate/postgresql/heirs.hpp"
#include "core/autogenerate/postgresql/names.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace fz::postgresql {
namespace {

using node = step_graph::node;
using maybe_node = std::optional<node>;

class step_joiner {
 public:
  step_joiner(step_graph& graph, const change_set& changes, const database_schema& from,
              const database_schema& to)
      : graph_(graph), changes_(changes), from_(from), to_(to), heirs_(changes, from, to) {}

  void join() {
    for (const schema_object& object : from_.objects()) {
      if (const maybe_node n = drop(object.key)) merge_drop(object, *n);
      if (const maybe_node n = alter(object.key)) merge_heir(object, *n, action::alter);
    }
    for (const schema_object& object : to_.objects()) {
      if (const maybe_node n = create(object.key)) merge_create(object, *n);
    }
  }

 private:
  maybe_node drop(const object_key& key) const { return graph_.find(action::drop, key); }
  maybe_node alter(const object_key& key) const { return graph_.find(action::alter, key); }
  maybe_node create(const object_key& key) const { return graph_.find(action::create, key); }
  /// Where the old form goes for good.
  maybe_node end(const object_key& key) const {
    const maybe_node found = drop(key);
    return found ? found : graph_.find(action::finish, key);
  }

  /// What happens to a parent's column happens to the columns of its heirs.
  bool merge_heir(const schema_object& object, node n, action what) {
    if (object.key.kind != object_kind::column) return false;
    const schema_object* ancestor = heirs_.ancestor_of(object.key);
    if (ancestor == nullptr) return false;
    const maybe_node whole = graph_.find(what, ancestor->key);
    if (whole) graph_.merge(n, *whole, true);
    return whole.has_value();
  }

  /// A foreign key that a partition has from its parent goes with the parent's, or with its table.
  bool merge_inherited_key(const schema_object& object, node n) {
    if (object.key.kind != object_kind::foreign_key || !object.attributes.has("inherited")) {
      return false;
    }
    const schema_object* link = heirs::link_of(object.key, from_);
    const object_key* table = link == nullptr ? nullptr : heirs::followed_by(*link);
    if (table == nullptr) return false;
    const object_key own_table{object_kind::table, object.key.schema, {}, object.key.parent, {}};
    maybe_node whole = drop(own_table);
    if (!whole && !changes_.is_dropped(link->key)) {
      whole = drop({object_kind::foreign_key, table->schema, table->name, object.key.name, {}});
    }
    if (!whole) return false;
    graph_.merge(n, *whole, true);
    return true;
  }

  void merge_drop(const schema_object& object, node n) {
    const object_key& key = object.key;
    if (merge_inherited_key(object, n)) return;
    const schema_object* parent = parent_of(key, from_);
    if (parent != nullptr && key.kind != object_kind::user_mapping) {
      if (const maybe_node whole = end(parent->key)) {
        graph_.merge(n, *whole, false);
        return;
      }
    }
    if (merge_heir(object, n, action::drop) || merge_index_partition(object, n)) return;
    switch (key.kind) {
      case object_kind::column_default:
        merge_into(n, {object_kind::column, key.schema, key.parent, key.name, {}});
        break;
      case object_kind::sequence_owner:
        merge_into(n, {object_kind::sequence, key.schema, {}, key.name, {}});
        break;
      case object_kind::partition:
        merge_into(n, {object_kind::table, key.schema, {}, key.name, {}});
        break;
      case object_kind::sequence:
        merge_owned_sequence(key, n);
        break;
      default:
        break;
    }
  }

  void merge_into(node n, const object_key& whole) {
    if (const maybe_node found = drop(whole)) graph_.merge(n, *found, false);
  }

  /// A sequence that a column owns goes with it, and must not be dropped by itself.
  void merge_owned_sequence(const object_key& sequence, node n) {
    const object_key owner{object_kind::sequence_owner, sequence.schema, {}, sequence.name, {}};
    const schema_object* found = from_.find(owner);
    if (found == nullptr) return;
    for (const dependency& each : found->depends_on) {
      if (each.on.kind != object_kind::column) continue;
      if (const maybe_node column = drop(each.on)) graph_.merge(n, *column, true);
    }
  }

  /// The index of a partition goes with that of the parent, unless the partition left before.
  bool merge_index_partition(const schema_object& object, node n) {
    const object_key& key = object.key;
    if (key.kind != object_kind::index && key.kind != object_kind::constraint) return false;
    const object_key link{object_kind::index_partition, key.schema, key.parent, key.name, {}};
    const schema_object* found = from_.find(link);
    if (found == nullptr || !heirs_.stays_heir(key)) return false;
    for (const dependency& each : found->depends_on) {
      if (each.on == key) continue;
      const maybe_node whole = drop(each.on);
      if (!whole) continue;
      graph_.merge(n, *whole, true);
      return true;
    }
    return false;
  }

  /// CREATE TABLE makes one index of two keys with the same columns.
  bool is_double_key(const schema_object& constraint) const {
    const std::string& definition = constraint.attributes["definition"];
    if (!definition.starts_with("UNIQUE")) return false;
    const object_key& key = constraint.key;
    const auto siblings = to_.children(object_kind::constraint, key.schema, key.parent);
    const std::string_view columns = std::string_view(definition).substr(definition.find('('));
    return std::any_of(siblings.begin(), siblings.end(), [&](const schema_object* other) {
      return other->key != key && other->attributes["definition"].ends_with(columns);
    });
  }

  void merge_create(const schema_object& object, node n) {
    if (merge_heir(object, n, action::create)) return;
    const object_key& key = object.key;
    if (key.kind == object_kind::column_default) {
      const object_key column{object_kind::column, key.schema, key.parent, key.name, {}};
      const schema_object* table = to_.find({object_kind::table, key.schema, {}, key.parent, {}});
      const maybe_node whole = create(column);
      // A typed table gets the column from its type, and only then the default.
      const bool can_come =
          table != nullptr && (!table->attributes.has("of_type") || create(table->key));
      if (can_come && whole) graph_.merge(n, *whole, false);
      return;
    }
    const schema_object* parent = parent_of(key, to_);
    if (parent == nullptr) return;
    const maybe_node whole = create(parent->key);
    if (!whole) return;
    const bool of_table = parent->key.kind == object_kind::table;
    switch (key.kind) {
      case object_kind::column:
        if (of_table) graph_.merge(n, *whole, true);
        break;
      case object_kind::inheritance:
      case object_kind::type_attribute:
        graph_.merge(n, *whole, true);
        break;
      case object_kind::constraint:
      case object_kind::domain_constraint:
        if (!object.attributes["definition"].ends_with(" NOT VALID") && !is_double_key(object)) {
          graph_.merge(n, *whole, false);
        }
        break;
      default:
        break;
    }
  }

  step_graph& graph_;
  const change_set& changes_;
  const database_schema& from_;
  const database_schema& to_;
  heirs heirs_;
};

}  // namespace

void join_steps(step_graph& graph, const change_set& changes, const database_schema& from,
                const database_schema& to) {
  step_joiner(graph, changes, from, to).join();
}

}  // namespace fz::postgresql
