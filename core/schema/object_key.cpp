#include "core/schema/object_key.hpp"

#include "core/sql/quoting.hpp"

#include <functional>

namespace fz {

std::size_t object_key_hash::operator()(const object_key& key) const noexcept {
  const std::hash<std::string> of;
  std::size_t seed = static_cast<std::size_t>(key.kind);
  for (const std::string* part : {&key.schema, &key.parent, &key.name, &key.signature}) {
    seed = seed * 1099511628211U + of(*part);
  }
  return seed;
}

std::string qualified_name(const object_key& key) {
  if (key.kind == object_kind::sql_operator) {
    return quote_identifier(key.schema) + "." + key.name + " (" + key.signature + ")";
  }
  std::string name;
  for (const std::string* part : {&key.schema, &key.parent, &key.name}) {
    if (part->empty()) continue;
    if (!name.empty()) name += '.';
    name += quote_identifier(*part);
  }
  if (key.kind == object_kind::function || key.kind == object_kind::aggregate) {
    name += "(" + key.signature + ")";
  } else if (!key.signature.empty()) {
    name += " " + key.signature;
  }
  return name;
}

std::string to_string(const object_key& key) {
  return std::string(to_string(key.kind)) + " " + qualified_name(key);
}

}  // namespace fz
