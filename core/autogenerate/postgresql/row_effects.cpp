#include "core/autogenerate/postgresql/row_effects.hpp"

#include "core/autogenerate/postgresql/casts.hpp"
#include "core/sql/quoting.hpp"

#include <string>

namespace fz::postgresql {

bool can_fail_on_rows(const schema_object& object) {
  switch (object.key.kind) {
    case object_kind::constraint:
    case object_kind::foreign_key:
      return !object.attributes["definition"].ends_with(" NOT VALID");
    case object_kind::partition:
      return true;
    case object_kind::index:
      return object.attributes["definition"].starts_with("CREATE UNIQUE");
    case object_kind::column:
      return object.attributes.has("not_null") && !object.attributes.has("generated") &&
             !object.attributes.has("identity");
    default:
      return false;
  }
}

void mark_effect_on_rows(planned_statement& s, const schema_object& before,
                         const schema_object& after) {
  if (s.object.kind != object_kind::column) {
    s.can_fail_on_rows = s.sql.find(" VALIDATE CONSTRAINT ") != std::string::npos;
    return;
  }
  const std::string column = " ALTER COLUMN " + quote_identifier(s.object.name);
  if (s.sql.ends_with(" SET NOT NULL")) s.can_fail_on_rows = true;
  if (s.sql.find(column + " TYPE ") == std::string::npos) return;
  const bool same = before.attributes["type"] == after.attributes["type"];
  const bool is_replaced = same && before.attributes["collation"] == after.attributes["collation"];
  const cast_effect effect = effect_of_cast(before.attributes["type"], after.attributes["type"]);
  s.loses_data = effect == cast_effect::may_lose;
  s.can_fail_on_rows = effect == cast_effect::may_fail || is_replaced;
}

}  // namespace fz::postgresql
