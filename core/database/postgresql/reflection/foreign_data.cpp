#include "core/database/postgresql/reflection/grants.hpp"
#include "core/database/postgresql/reflection/questions.hpp"

namespace fz::postgresql {
namespace {

/// OPTIONS as SQL has them, from a text[] of name=value.
const char* const options_text =
    "(select string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ') from "
    "pg_options_to_table(x._options)) as options";

question wrappers() {
  return {std::string("select x.*, ") + options_text + R"( from (
select w.oid::int8 as _oid, w.fdwname as _name, w.fdwacl::text as _acl,
  pg_get_userbyid(w.fdwowner) as _owner, nullif(w.fdwhandler, 0)::regproc::text as handler,
  nullif(w.fdwvalidator, 0)::regproc::text as validator, w.fdwoptions as _options
from pg_foreign_data_wrapper w) x)",
          [](const row& r, catalog& to) {
            schema_object found =
                object_of(r, {object_kind::foreign_data_wrapper, {}, {}, text_of(r, "_name"), {}});
            set_grants(found.attributes, text_of(r, "_acl"), text_of(r, "_owner"),
                       grantable::wrapper);
            to.add({pg_foreign_data_wrapper, number_of(r, "_oid")}, std::move(found));
          }};
}

question servers() {
  return {std::string("select x.*, ") + options_text + R"( from (
select s.oid::int8 as _oid, s.srvname as _name, s.srvacl::text as _acl,
  pg_get_userbyid(s.srvowner) as _owner, quote_ident(w.fdwname) as wrapper,
  quote_literal(s.srvtype) as type, quote_literal(s.srvversion) as version,
  s.srvoptions as _options
from pg_foreign_server s join pg_foreign_data_wrapper w on w.oid = s.srvfdw) x)",
          [](const row& r, catalog& to) {
            schema_object found =
                object_of(r, {object_kind::foreign_server, {}, {}, text_of(r, "_name"), {}});
            set_grants(found.attributes, text_of(r, "_acl"), text_of(r, "_owner"),
                       grantable::server);
            to.add({pg_foreign_server, number_of(r, "_oid")}, std::move(found));
          }};
}

/// Options of other roles' mappings are NULL for who may not see them.
question user_mappings() {
  return {
      std::string("select x.*, ") + options_text + R"( from (
select m.umid::int8 as _oid, m.srvname as _server, m.srvid::int8 as _server_oid,
  case m.umuser when 0 then 'PUBLIC' else quote_ident(m.usename) end as _name,
  m.umoptions as _options
from pg_user_mappings m) x)",
      [](const row& r, catalog& to) {
        if (to.find_itself({pg_foreign_server, number_of(r, "_server_oid")}) == nullptr) return;
        to.add(
            {pg_user_mapping, number_of(r, "_oid")},
            object_of(
                r,
                {object_kind::user_mapping, {}, text_of(r, "_server"), text_of(r, "_name"), {}}));
      }};
}

}  // namespace

std::vector<question> foreign_data_questions() { return {wrappers(), servers(), user_mappings()}; }

}  // namespace fz::postgresql
