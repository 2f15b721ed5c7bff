#include "core/database/postgresql/reflection/grants.hpp"
#include "core/database/postgresql/reflection/questions.hpp"

namespace fz::postgresql {
namespace {

const char* const sql = R"(select d.oid::int8 as _oid, pg_get_userbyid(d.defaclrole) as _role,
  coalesce(n.nspname, '') as _schema, d.defaclacl::text as _acl, d.defaclobjtype::text as _type
from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace)";

grantable grantable_of(const std::string& type) {
  if (type == "S") return grantable::sequence;
  if (type == "f") return grantable::function;
  if (type == "T") return grantable::type;
  if (type == "n") return grantable::schema;
  return grantable::table;
}

std::string name_of(grantable kind) {
  switch (kind) {
    case grantable::sequence:
      return "SEQUENCES";
    case grantable::function:
      return "FUNCTIONS";
    case grantable::type:
      return "TYPES";
    case grantable::schema:
      return "SCHEMAS";
    default:
      return "TABLES";
  }
}

/// Those of one schema are added to what is granted anyway, those of all schemas say all of it.
void read(const row& r, catalog& to) {
  const grantable kind = grantable_of(text_of(r, "_type"));
  const std::string role = text_of(r, "_role");
  schema_object found{
      {object_kind::default_privileges, text_of(r, "_schema"), {}, role, name_of(kind)}, {}, {}, 0};
  if (found.key.schema.empty()) {
    set_grants(found.attributes, text_of(r, "_acl"), role, kind);
  } else {
    found.attributes.set("grants", grants_in(text_of(r, "_acl"), role, kind));
  }
  if (found.attributes.empty()) return;
  to.add({pg_default_acl, number_of(r, "_oid")}, std::move(found));
}

}  // namespace

std::vector<question> default_privilege_questions() { return {{sql, read}}; }

}  // namespace fz::postgresql
