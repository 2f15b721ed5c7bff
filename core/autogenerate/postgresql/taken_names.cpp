#include "core/autogenerate/postgresql/taken_names.hpp"

#include <string_view>

namespace fz::postgresql {
namespace {

bool has_index(const schema_object& constraint) {
  return !constraint.attributes["definition"].starts_with("CHECK");
}

std::string bare(std::string quoted) {
  if (quoted.size() > 1 && quoted.front() == '"') quoted = quoted.substr(1, quoted.size() - 2);
  return quoted;
}

}  // namespace

std::vector<taken_name> names_taken_by(const schema_object& object) {
  const object_key& key = object.key;
  switch (key.kind) {
    case object_kind::table:
    case object_kind::view:
    case object_kind::materialized_view:
    case object_kind::composite_type:
      return {{"relation", key.schema, key.name}, {"type", key.schema, key.name}};
    case object_kind::sequence:
    case object_kind::index:
      return {{"relation", key.schema, key.name}};
    case object_kind::enum_type:
    case object_kind::range_type:
    case object_kind::domain:
      return {{"type", key.schema, key.name}};
    case object_kind::function:
    case object_kind::aggregate:
      return {{"routine", key.schema, key.name + "(" + key.signature + ")"}};
    case object_kind::constraint:
      if (has_index(object)) {
        return {{"relation", key.schema, key.name},
                {"constraint", key.schema, key.parent + "." + key.name}};
      }
      return {{"constraint", key.schema, key.parent + "." + key.name}};
    case object_kind::foreign_key:
      return {{"constraint", key.schema, key.parent + "." + key.name}};
    case object_kind::column:
      if (!object.attributes.has("identity")) return {};
      if (object.attributes.has("sequence")) {
        const std::string& sequence = object.attributes["sequence"];
        return {{"relation", key.schema, bare(sequence.substr(sequence.find('.') + 1))}};
      }
      return {{"relation", key.schema, key.parent + "_" + key.name + "_seq"}};
    default:
      return {};
  }
}

}  // namespace fz::postgresql
