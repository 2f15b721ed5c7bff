#include "core/database/postgresql/reflection/grants.hpp"
#include "core/database/postgresql/reflection/questions.hpp"

namespace fz::postgresql {
namespace {

const char* const head =
    "select c.oid::int8 as _oid, c.reltype::int8 as _type, coalesce(rt.typarray, 0)::int8 as"
    " _array, n.nspname as _schema, c.relname as _name, c.relacl::text as _acl,"
    " pg_get_userbyid(c.relowner) as _owner, ts.spcname as tablespace, ";

const char* const from =
    " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " left join pg_type rt on rt.oid = c.reltype"
    " left join pg_am am on am.oid = c.relam"
    " left join pg_tablespace ts on ts.oid = c.reltablespace ";

/// reloptions as SQL has them: fillfactor='70'.
const char* const options =
    "(select string_agg(quote_ident(option_name) || '=' || quote_literal(option_value), ', ') from "
    "pg_options_to_table(c.reloptions)) as options";

/// The columns as CREATE OR REPLACE VIEW compares them.
const char* const view_columns =
    "(select string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) ||"
    " case when a.attcollation <> at.typcollation then ' COLLATE ' ||"
    " a.attcollation::regcollation::text else '' end, ', ' order by a.attnum)"
    " from pg_attribute a join pg_type at on at.oid = a.atttypid"
    " where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns";

void add_relation(const row& r, catalog& to, object_kind kind) {
  const address where{pg_class, number_of(r, "_oid")};
  schema_object found = object_of(r, {kind, text_of(r, "_schema"), {}, text_of(r, "_name"), {}});
  set_grants(found.attributes, text_of(r, "_acl"), text_of(r, "_owner"), grantable::table);
  to.add(where, std::move(found));
  if (number_of(r, "_type") != 0) to.alias({pg_type, number_of(r, "_type")}, where);
  if (number_of(r, "_array") != 0) to.alias({pg_type, number_of(r, "_array")}, where);
}

question tables() {
  return {std::string(head) + options + R"(,
  (select string_agg('toast.' || quote_ident(option_name) || '=' || quote_literal(option_value), ', ')
   from pg_class tc, pg_options_to_table(tc.reloptions) where tc.oid = c.reltoastrelid)
    as toast_options,
  case c.relkind when 'p' then pg_get_partkeydef(c.oid) end as partition_key,
  case c.relpersistence when 'u' then 'yes' end as unlogged,
  case when c.relrowsecurity then 'yes' end as row_security,
  case when c.relforcerowsecurity then 'yes' end as forced_row_security,
  case when am.amname <> 'heap' then quote_ident(am.amname) end as access_method,
  nullif(c.reloftype, 0)::regtype::text as of_type, quote_ident(fs.srvname) as server,
  (select string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ') from pg_options_to_table(ft.ftoptions))
    as server_options)" +
              from +
              R"(left join pg_foreign_table ft on ft.ftrelid = c.oid
left join pg_foreign_server fs on fs.oid = ft.ftserver
where c.relkind in ('r', 'p', 'f') and c.relpersistence <> 't' and )" +
              user_schema,
          [](const row& r, catalog& to) { add_relation(r, to, object_kind::table); }};
}

question views() {
  return {std::string(head) + options + ", " + view_columns +
              ", pg_get_viewdef(c.oid) as definition" + from +
              "where c.relkind = 'v' and c.relpersistence <> 't' and " + user_schema,
          [](const row& r, catalog& to) { add_relation(r, to, object_kind::view); }};
}

question materialized_views() {
  return {std::string(head) + options + ", " + view_columns +
              ", pg_get_viewdef(c.oid) as definition, case when am.amname <> 'heap' then"
              " quote_ident(am.amname) end as access_method" +
              from + "where c.relkind = 'm' and " + user_schema,
          [](const row& r, catalog& to) { add_relation(r, to, object_kind::materialized_view); }};
}

}  // namespace

std::vector<question> relation_questions() { return {tables(), views(), materialized_views()}; }

}  // namespace fz::postgresql
