#include "core/database/postgresql/reflection/grants.hpp"
#include "core/database/postgresql/reflection/questions.hpp"

#include <cstddef>

namespace fz::postgresql {
namespace {

void add_type(const row& r, catalog& to, object_kind kind) {
  const address where{pg_type, number_of(r, "_oid")};
  schema_object found = object_of(r, {kind, text_of(r, "_schema"), {}, text_of(r, "_name"), {}});
  set_grants(found.attributes, text_of(r, "_acl"), text_of(r, "_owner"), grantable::type);
  to.add(where, std::move(found));
  for (const char* part : {"_array", "_relation", "_multirange", "_multirange_array"}) {
    const std::int64_t oid = number_of(r, part);
    const bool is_relation = std::string_view(part) == "_relation";
    if (oid != 0) to.alias({is_relation ? pg_class : pg_type, oid}, where);
  }
}

const char* const head =
    "select t.oid::int8 as _oid, n.nspname as _schema, t.typname as _name, t.typacl::text as _acl,"
    " pg_get_userbyid(t.typowner) as _owner, t.typarray::int8 as _array, t.typrelid::int8 as"
    " _relation, 0::int8 as _multirange, 0::int8 as _multirange_array";

question enums() {
  return {std::string(head) + R"(,
  (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
   from pg_enum e where e.enumtypid = t.oid) as labels
from pg_type t join pg_namespace n on n.oid = t.typnamespace where t.typtype = 'e' and )" +
              user_schema,
          [](const row& r, catalog& to) { add_type(r, to, object_kind::enum_type); }};
}

question composites() {
  return {std::string(head) + R"(,
  (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
   where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped) as attributes
from pg_type t join pg_namespace n on n.oid = t.typnamespace
join pg_class c on c.oid = t.typrelid and c.relkind = 'c' where )" +
              user_schema,
          [](const row& r, catalog& to) { add_type(r, to, object_kind::composite_type); }};
}

question composite_attributes() {
  return {std::string(R"(select a.attrelid::int8 as _relation, a.attnum as _number,
  a.attname as _name, format_type(a.atttypid, a.atttypmod) as type,
  case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end
    as collation
from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind = 'c'
join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid
where a.attnum > 0 and not a.attisdropped and )") +
              user_schema,
          [](const row& r, catalog& to) {
            const address relation{pg_class, number_of(r, "_relation")};
            const schema_object* type = to.find(relation);
            if (type == nullptr) return;
            schema_object found = object_of(
                r, child_key(object_kind::type_attribute, type->key, text_of(r, "_name")));
            found.position = static_cast<std::size_t>(number_of(r, "_number"));
            to.add({pg_class, relation.oid, number_of(r, "_number")}, std::move(found));
          }};
}

question ranges() {
  return {R"(select t.oid::int8 as _oid, n.nspname as _schema, t.typname as _name,
  t.typacl::text as _acl, pg_get_userbyid(t.typowner) as _owner, t.typarray::int8 as _array,
  0::int8 as _relation, m.oid::int8 as _multirange, m.typarray::int8 as _multirange_array,
  format_type(r.rngsubtype, null) as subtype,
  case when not o.opcdefault then quote_ident(os.nspname) || '.' || quote_ident(o.opcname) end
    as operator_class,
  case when r.rngcollation <> s.typcollation then r.rngcollation::regcollation::text end
    as collation,
  nullif(r.rngcanonical, 0)::regproc::text as canonical,
  nullif(r.rngsubdiff, 0)::regproc::text as subtype_diff,
  quote_ident(mn.nspname) || '.' || quote_ident(m.typname) as multirange
from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_range r on r.rngtypid = t.oid
join pg_type s on s.oid = r.rngsubtype join pg_opclass o on o.oid = r.rngsubopc
join pg_namespace os on os.oid = o.opcnamespace join pg_type m on m.oid = r.rngmultitypid
join pg_namespace mn on mn.oid = m.typnamespace where )" +
              std::string(user_schema),
          [](const row& r, catalog& to) { add_type(r, to, object_kind::range_type); }};
}

question domains() {
  return {std::string(head) + R"(,
  format_type(t.typbasetype, t.typtypmod) as type,
  case when t.typnotnull then 'yes' end as not_null,
  coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) as "default",
  case when t.typcollation <> b.typcollation then t.typcollation::regcollation::text end
    as collation
from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_type b on b.oid = t.typbasetype
where t.typtype = 'd' and )" +
              user_schema,
          [](const row& r, catalog& to) { add_type(r, to, object_kind::domain); }};
}

}  // namespace

std::vector<question> type_questions() {
  return {enums(), composites(), composite_attributes(), ranges(), domains()};
}

}  // namespace fz::postgresql
