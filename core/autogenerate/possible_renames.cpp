#include "core/autogenerate/possible_renames.hpp"

#include <algorithm>
#include <cstddef>

namespace fz {
namespace {

/// Kinds whose objects hold rows, or are used by what does.
bool can_be_renamed(object_kind kind) {
  switch (kind) {
    case object_kind::table:
    case object_kind::sequence:
    case object_kind::enum_type:
    case object_kind::composite_type:
    case object_kind::domain:
      return true;
    default:
      return false;
  }
}

bool have_like_columns(const schema_object& one, const database_schema& in,
                       const schema_object& other, const database_schema& in_other) {
  const auto columns = in.children(object_kind::column, one.key.schema, one.key.name);
  const auto others = in_other.children(object_kind::column, other.key.schema, other.key.name);
  const auto shared = static_cast<std::size_t>(
      std::count_if(columns.begin(), columns.end(), [&](const schema_object* column) {
        return std::any_of(others.begin(), others.end(), [&](const schema_object* o) {
          return o->key.name == column->key.name &&
                 o->attributes["type"] == column->attributes["type"];
        });
      }));
  return shared > 0 && 2 * shared >= std::min(columns.size(), others.size());
}

bool are_alike(const schema_object& one, const database_schema& in, const schema_object& other,
               const database_schema& in_other) {
  if (one.key.kind == object_kind::table) return have_like_columns(one, in, other, in_other);
  return one.attributes == other.attributes;
}

}  // namespace

std::vector<possible_rename> possible_object_renames(const database_schema& from,
                                                     const database_schema& to) {
  std::vector<possible_rename> found;
  for (const schema_object& added : to.objects()) {
    if (!can_be_renamed(added.key.kind) || from.find(added.key) != nullptr) continue;
    for (const schema_object& gone : from.objects()) {
      const bool is_like = gone.key.kind == added.key.kind && gone.key.schema == added.key.schema;
      if (!is_like || to.find(gone.key) != nullptr) continue;
      if (are_alike(gone, from, added, to)) found.push_back({gone.key, added.key});
    }
  }
  return found;
}

std::vector<possible_rename> possible_column_renames(const database_schema& from,
                                                     const database_schema& to) {
  std::vector<possible_rename> found;
  for (const schema_object& added : to.objects()) {
    const object_key& key = added.key;
    if (key.kind != object_kind::column || from.find(key) != nullptr) continue;
    for (const schema_object* gone : from.children(object_kind::column, key.schema, key.parent)) {
      const bool is_same_type = gone->attributes["type"] == added.attributes["type"];
      if (to.find(gone->key) == nullptr && is_same_type) found.push_back({gone->key, key});
    }
  }
  return found;
}

}  // namespace fz
