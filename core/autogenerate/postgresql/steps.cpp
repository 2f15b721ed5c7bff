#include "core/autogenerate/postgresql/steps.hpp"

#include "core/autogenerate/postgresql/columns.hpp"
#include "core/autogenerate/postgresql/heirs.hpp"
#include "core/autogenerate/postgresql/names.hpp"
#include "core/autogenerate/postgresql/step_graph.hpp"
#include "core/autogenerate/postgresql/taken_names.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace fz::postgresql {
namespace {

using node = step_graph::node;
using maybe_node = std::optional<node>;

class graph_builder {
 public:
  graph_builder(const change_set& changes, const database_schema& from, const database_schema& to)
      : changes_(changes),
        from_(from),
        to_(to),
        heirs_(changes, from, to),
        partitions_(partitions_in(to)) {}

  step_graph build() {
    add_steps();
    for (const schema_object& object : from_.objects()) add_old_edges(object);
    for (const schema_object& object : to_.objects()) add_new_edges(object);
    add_link_edges();
    add_index_edges();
    add_name_edges();
    merge_steps();
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

  /// A table is attached when its columns, constraints and indexes are as the parent's, and
  /// detached before any of them changes.
  void add_link_edges() {
    for (const schema_object& object : from_.objects()) {
      if (const maybe_node detach = drop(object.key)) add_link_edges(object, from_, *detach, true);
    }
    for (const schema_object& object : to_.objects()) {
      if (const maybe_node attach = create(object.key)) add_link_edges(object, to_, *attach, false);
    }
  }

  void add_link_edges(const schema_object& link, const database_schema& in, node link_node,
                      bool link_first) {
    const bool is_link =
        link.key.kind == object_kind::partition || link.key.kind == object_kind::inheritance;
    if (!is_link) return;
    const auto child_goes = [&](const dependency& each) {
      return each.kind == dependency_kind::carried && changes_.is_dropped(each.on);
    };
    if (link_first && std::any_of(link.depends_on.begin(), link.depends_on.end(), child_goes)) {
      return;
    }
    for (const dependency& table : link.depends_on) {
      const bool is_child = table.kind == dependency_kind::carried;
      const bool goes = link_first && changes_.is_dropped(table.on);
      const bool inherits = link.key.kind == object_kind::inheritance;
      // INHERITS is a part of CREATE TABLE.
      if (inherits && is_child && !link_first && create(table.on)) continue;
      for (const object_kind kind : followed_kinds) {
        if (inherits && kind == object_kind::index) continue;
        const bool is_index = kind == object_kind::index || kind == object_kind::constraint;
        if (!link_first && !is_child && is_index) {
          if (!inherits)
            keep_index_alone(link, link_node, in.children(kind, table.on.schema, table.on.name));
          continue;
        }
        if (goes && !is_index && kind != object_kind::foreign_key) continue;
        for (const schema_object* each : in.children(kind, table.on.schema, table.on.name)) {
          if (!link_first && !inherits && (is_own_index(*each) || !is_complete(each->key))) {
            graph_.before(drop(each->key), link_node);
            graph_.before(link_node, create(each->key));
          } else {
            order_link(link_node, each->key, link_first);
          }
        }
      }
    }
  }

  /// A partition that is attached gets every index of its parent. What it is not to get is made
  /// after that, for the parent alone.
  void keep_index_alone(const schema_object& link, node link_node,
                        const std::vector<const schema_object*>& indexes) {
    for (const schema_object* index : indexes) {
      const bool is_check = index->attributes["definition"].starts_with("CHECK");
      if (is_check || has_complete_part(link.key, index->key)) continue;
      graph_.before(link_node, create(index->key));
    }
  }

  /// True if an index of the partition belongs to `whole` and is complete.
  bool has_complete_part(const object_key& partition, const object_key& whole) const {
    const auto parts = to_.children(object_kind::index_partition, partition.schema, partition.name);
    return std::any_of(parts.begin(), parts.end(), [&](const schema_object* each) {
      const object_key* found = attached_to(*each);
      if (found == nullptr || *found != whole) return false;
      const object_key& part = each->key;
      return is_complete({object_kind::index, part.schema, part.parent, part.name, {}}) &&
             is_complete({object_kind::constraint, part.schema, part.parent, part.name, {}});
    });
  }

  /// False for an index of a partitioned table that one of the partitions has no part of: the
  /// server takes no such index for that of a parent's when its table is attached.
  bool is_complete(const object_key& index) const {
    const schema_object* found = to_.find(index);
    if (found == nullptr || found->attributes["definition"].starts_with("CHECK")) return true;
    if (index.kind != object_kind::index && index.kind != object_kind::constraint) return true;
    const auto partitions =
        partitions_.find(object_key{object_kind::table, index.schema, {}, index.parent, {}});
    if (partitions == partitions_.end()) return true;
    return std::all_of(partitions->second.begin(), partitions->second.end(),
                       [&](const object_key& each) { return has_complete_part(each, index); });
  }

  static std::unordered_map<object_key, std::vector<object_key>, object_key_hash> partitions_in(
      const database_schema& in) {
    std::unordered_map<object_key, std::vector<object_key>, object_key_hash> found;
    for (const schema_object& each : in.objects()) {
      if (each.key.kind != object_kind::partition) continue;
      if (const object_key* table = heirs::followed_by(each)) found[*table].push_back(each.key);
    }
    return found;
  }

  /// An index or key of a partition alone. If it were there when the partition is attached, the
  /// server could take it for that of the parent's.
  bool is_own_index(const schema_object& part) const {
    const object_key& key = part.key;
    const bool is_key =
        key.kind == object_kind::constraint && !part.attributes["definition"].starts_with("CHECK");
    if (key.kind != object_kind::index && !is_key) return false;
    return to_.find({object_kind::index_partition, key.schema, key.parent, key.name, {}}) ==
           nullptr;
  }

  /// What a partition has in common with its parent, in the order in which it is looked at.
  static constexpr std::array followed_kinds = {object_kind::column, object_kind::column_default,
                                                object_kind::constraint, object_kind::index,
                                                object_kind::foreign_key};

  void order_link(node link, const object_key& part, bool link_first) {
    const bool is_key = part.kind == object_kind::foreign_key;
    if (!link_first && is_key) return;
    for (const maybe_node other : {drop(part), alter(part), create(part)}) {
      if (link_first) {
        graph_.before(link, other);
      } else {
        graph_.before(other, link);
      }
    }
  }

  /// An index of a partitioned table is of use, for foreign keys and to be attached itself, when
  /// those of all partitions are attached to it.
  void add_index_edges() {
    std::unordered_map<object_key, std::vector<node>, object_key_hash> attachments;
    for (const schema_object& object : to_.objects()) {
      if (object.key.kind != object_kind::index_partition) continue;
      const maybe_node attach = create(object.key);
      const object_key* whole = attached_to(object);
      if (attach && whole != nullptr) attachments[*whole].push_back(*attach);
    }
    if (attachments.empty()) return;
    for (const schema_object& object : to_.objects()) {
      const bool needs_index = object.key.kind == object_kind::foreign_key ||
                               object.key.kind == object_kind::index_partition;
      const maybe_node user = create(object.key);
      if (!needs_index || !user) continue;
      const object_key* whole =
          object.key.kind == object_kind::index_partition ? attached_to(object) : nullptr;
      for (const dependency& each : object.depends_on) {
        const auto found = attachments.find(each.on);
        if (found == attachments.end() || (whole != nullptr && each.on == *whole)) continue;
        for (const node attach : found->second) graph_.before(attach, user);
      }
    }
  }

  static const object_key* attached_to(const schema_object& index_partition) {
    for (const dependency& each : index_partition.depends_on) {
      if (each.kind == dependency_kind::normal) return &each.on;
    }
    return nullptr;
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

  void merge_steps() {
    for (const schema_object& object : from_.objects()) {
      if (const maybe_node n = drop(object.key)) merge_drop(object, *n);
      if (const maybe_node n = alter(object.key)) merge_heir(object, *n, action::alter);
    }
    for (const schema_object& object : to_.objects()) {
      if (const maybe_node n = create(object.key)) merge_create(object, *n);
    }
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

  const change_set& changes_;
  const database_schema& from_;
  const database_schema& to_;
  heirs heirs_;
  /// Of each table of the new schema.
  std::unordered_map<object_key, std::vector<object_key>, object_key_hash> partitions_;
  step_graph graph_;
};

}  // namespace

ordered_steps order_steps(const change_set& changes, const database_schema& from,
                          const database_schema& to) {
  return graph_builder(changes, from, to).build().sort();
}

}  // namespace fz::postgresql
