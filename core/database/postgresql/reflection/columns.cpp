#include "core/database/postgresql/reflection/grants.hpp"
#include "core/database/postgresql/reflection/questions.hpp"

#include <cstddef>

namespace fz::postgresql {
namespace {

/// Columns of tables; those of views only if something was given to them by hand.
const char* const sql = R"(select a.attrelid::int8 as _relation, a.attnum as _number,
  a.attname as _name, d.oid::int8 as _default_oid, c.relkind::text as _relation_kind,
  a.attacl::text as _acl, pg_get_userbyid(c.relowner) as _owner,
  case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as _default,
  format_type(a.atttypid, a.atttypmod) as type, case when a.attnotnull then 'yes' end as not_null,
  case a.attidentity when 'a' then 'ALWAYS' when 'd' then 'BY DEFAULT' end as identity,
  case a.attgenerated when 's' then pg_get_expr(d.adbin, d.adrelid) end as generated,
  case a.attgenerated when 'v' then pg_get_expr(d.adbin, d.adrelid) end as generated_virtual,
  case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end
    as collation,
  case when a.attstorage <> t.typstorage then case a.attstorage when 'p' then 'PLAIN'
    when 'e' then 'EXTERNAL' when 'm' then 'MAIN' when 'x' then 'EXTENDED' end end as storage,
  case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end as compression,
  nullif(a.attstattarget, -1) as statistics,
  (select string_agg(quote_ident(option_name) || '=' || quote_literal(option_value), ', ') from pg_options_to_table(a.attoptions)) as options,
  (select string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ') from pg_options_to_table(a.attfdwoptions))
    as server_options,
  case when a.attinhcount > 0 and not a.attislocal then 'yes' end as inherited
from pg_attribute a join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped and (c.relkind in ('r', 'p', 'f')
  or c.relkind in ('v', 'm') and (a.attacl is not null or d.oid is not null or
    c.relkind = 'm' and (a.attstattarget <> -1 or a.attstorage <> t.typstorage or
      a.attcompression <> '' or a.attoptions is not null) or
    exists (select from pg_description e where e.objoid = c.oid and e.objsubid = a.attnum
            and e.classoid = 'pg_class'::regclass))) and )";

schema_object column_of(const row& r, const object_key& table) {
  schema_object found = object_of(r, child_key(object_kind::column, table, text_of(r, "_name")));
  found.position = static_cast<std::size_t>(number_of(r, "_number"));
  const std::string of = text_of(r, "_relation_kind");
  if (of == "v" || of == "m") {  // what it is, the query says
    for (const char* name : {"type", "not_null", "collation"}) found.attributes.set(name, "");
  }
  if (!is_null(r["_acl"])) {
    set_grants(found.attributes, text_of(r, "_acl"), text_of(r, "_owner"), grantable::column);
  }
  return found;
}

void read(const row& r, catalog& to) {
  const address table{pg_class, number_of(r, "_relation")};
  const schema_object* parent = to.find_itself(table);
  if (parent == nullptr) return;
  const object_key key = parent->key;
  const address where{pg_class, table.oid, number_of(r, "_number")};
  to.add(where, column_of(r, key));
  if (is_null(r["_default_oid"])) return;
  const address expression{pg_attrdef, number_of(r, "_default_oid")};
  if (is_null(r["_default"])) {
    to.alias(expression, where);
    return;
  }
  schema_object found{child_key(object_kind::column_default, key, text_of(r, "_name")), {}, {}, 0};
  found.attributes.set("expression", text_of(r, "_default"));
  to.add(expression, std::move(found));
}

}  // namespace

std::vector<question> column_questions() { return {{std::string(sql) + user_schema, read}}; }

}  // namespace fz::postgresql
