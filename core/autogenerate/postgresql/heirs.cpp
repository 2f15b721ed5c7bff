#include "core/autogenerate/postgresql/heirs.hpp"

namespace fz::postgresql {

const schema_object* heirs::link_of(const object_key& child, const database_schema& in) {
  const object_key partition{object_kind::partition, child.schema, {}, child.parent, {}};
  if (const schema_object* found = in.find(partition)) return found;
  const auto links = in.children(object_kind::inheritance, child.schema, child.parent);
  return links.empty() ? nullptr : links.front();
}

const object_key* heirs::followed_by(const schema_object& link) {
  for (const dependency& each : link.depends_on) {
    if (each.kind == dependency_kind::normal && each.on.kind == object_kind::table) return &each.on;
  }
  return nullptr;
}

bool heirs::stays_heir(const object_key& child) const {
  const schema_object* link = link_of(child, to_);
  return link != nullptr && from_.find(link->key) != nullptr && !changes_.is_dropped(link->key);
}

const schema_object* heirs::ancestor_of(const object_key& child) const {
  if (!stays_heir(child)) return nullptr;
  const schema_object* link = link_of(child, to_);
  const object_key* table = followed_by(*link);
  if (table == nullptr) return nullptr;
  const object_key key{child.kind, table->schema, table->name, child.name, child.signature};
  const schema_object* found = to_.find(key);
  return found != nullptr ? found : from_.find(key);
}

}  // namespace fz::postgresql
