#include "core/database/postgresql/reflection/grants.hpp"
#include "core/database/postgresql/reflection/questions.hpp"

namespace fz::postgresql {

std::vector<question> schema_questions() {
  return {{std::string("select n.oid::int8 as _oid, n.nspname as _name, n.nspacl::text as _acl,"
                       " pg_get_userbyid(n.nspowner) as _owner from pg_namespace n where ") +
               user_schema,
           [](const row& r, catalog& to) {
             const std::string name = text_of(r, "_name");
             schema_object found{{object_kind::schema, {}, {}, name, {}}, {}, {}, 0};
             set_grants(found.attributes, text_of(r, "_acl"), text_of(r, "_owner"),
                        name == "public" ? grantable::public_schema : grantable::schema);
             to.add({pg_namespace, number_of(r, "_oid")}, std::move(found));
           }}};
}

}  // namespace fz::postgresql
