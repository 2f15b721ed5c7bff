#include "core/autogenerate/postgresql/link_order.hpp"

#include "core/autogenerate/postgresql/heirs.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <vector>

namespace fz::postgresql {
namespace {

using node = step_graph::node;
using maybe_node = std::optional<node>;

class link_orderer {
 public:
  link_orderer(step_graph& graph, const change_set& changes, const database_schema& from,
               const database_schema& to)
      : graph_(graph), changes_(changes), from_(from), to_(to), partitions_(partitions_in(to)) {}

  void order() {
    add_link_edges();
    add_index_edges();
  }

 private:
  maybe_node drop(const object_key& key) const { return graph_.find(action::drop, key); }
  maybe_node alter(const object_key& key) const { return graph_.find(action::alter, key); }
  maybe_node create(const object_key& key) const { return graph_.find(action::create, key); }

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
          const bool comes_later = is_own_index(*each) || !is_complete(each->key);
          if (!link_first && !inherits && comes_later) {
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

  using partitions_of_tables =
      std::unordered_map<object_key, std::vector<object_key>, object_key_hash>;

  static partitions_of_tables partitions_in(const database_schema& in) {
    partitions_of_tables found;
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

  step_graph& graph_;
  const change_set& changes_;
  const database_schema& from_;
  const database_schema& to_;
  const partitions_of_tables partitions_;  // of the new schema
};

}  // namespace

void order_links(step_graph& graph, const change_set& changes, const database_schema& from,
                 const database_schema& to) {
  link_orderer(graph, changes, from, to).order();
}

}  // namespace fz::postgresql
