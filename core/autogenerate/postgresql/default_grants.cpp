#include "core/autogenerate/postgresql/default_grants.hpp"

#include "core/util/text.hpp"

#include <vector>

namespace fz::postgresql {
namespace {

/// What ALTER DEFAULT PRIVILEGES calls objects of the kind; empty: it does not know it.
std::string privileged_kind(object_kind kind) {
  switch (kind) {
    case object_kind::table:
    case object_kind::view:
    case object_kind::materialized_view:
      return "TABLES";
    case object_kind::sequence:
      return "SEQUENCES";
    case object_kind::function:
    case object_kind::aggregate:
      return "FUNCTIONS";
    case object_kind::enum_type:
    case object_kind::domain:
    case object_kind::composite_type:
    case object_kind::range_type:
      return "TYPES";
    case object_kind::schema:
      return "SCHEMAS";
    default:
      return "";
  }
}

}  // namespace

std::string default_grants(const schema_object& object, const change_set& changes,
                           const database_schema& from) {
  const std::string what = privileged_kind(object.key.kind);
  if (what.empty()) return "";
  std::vector<std::string> lines;
  for (const schema_object& each : from.objects()) {
    const bool applies = each.key.kind == object_kind::default_privileges &&
                         each.key.signature == what && !changes.is_dropped(each.key) &&
                         (each.key.schema.empty() || each.key.schema == object.key.schema);
    if (applies && each.attributes.has("grants")) lines.push_back(each.attributes["grants"]);
  }
  return join(lines, "\n");
}

}  // namespace fz::postgresql
